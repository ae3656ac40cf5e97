"""Audits over time: each is kept, and the next is set beside the last one that included the site.

    folder/scores.jsonl          a line for each audit: when, with which profile, the score of each site
    folder/<moment>.json.zst     what each audit found: site, rule, address, rung

A finding is the same when rule and address are. One about a whole site that names pages counts by page. Rules that
were not measured at either moment are left out: what nobody looked for is neither new nor repaired.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import msgspec
import zstandard

from seo_audit.records.errors import HistoryError
from seo_audit.records.verdict import Grade
from seo_audit.rules.catalogue import AUDIT_RULES
from seo_audit.rules.weights import GRADE_PENALTIES
from seo_audit.scoring.audit_result import RegionAudit, SiteAudit

MAX_STORED_AUDIT_BYTES = 1 << 30
"""What one kept audit may unpack to: far more than any region has, and no bomb."""

GradesByRule = dict[str, dict[str, Grade]]
"""Rule to address to rung."""


@dataclass(frozen=True, slots=True)
class StoredSite:
    """One site of a kept audit: its score, the size of its universe, what was found."""

    score: float
    addresses: int
    found: GradesByRule


@dataclass(frozen=True, slots=True)
class StoredAudit:
    """A kept audit; `measured` are the rules that were judged on every site."""

    created_at: datetime
    profile_hash: str
    measured: tuple[str, ...]
    sites: dict[str, StoredSite]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """The scores of one audit by site id, for a trend; they compare only with those of the same profile."""

    at: datetime
    profile_hash: str
    scores: dict[str, float]


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding that is new, repaired or worse: its rule and address."""

    rule: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteChanges:
    """What changed on a site since the last audit that included it.

    Attributes:
        since: the moment of that audit (UTC).
        before: its score; `comparable` tells whether both audits have one profile.
        addresses: the size of the universe then: a difference says that the scope changed.
        new, fixed, worse: findings, by rule and address.
    """

    since: datetime
    before: float
    comparable: bool
    addresses: int
    new: tuple[FindingChange, ...]
    fixed: tuple[FindingChange, ...]
    worse: tuple[FindingChange, ...]


@dataclass(frozen=True, slots=True)
class EarlierAudits:
    """What the report says of earlier audits: changes by site id, and the trend, the oldest first."""

    changes: dict[str, SiteChanges] = field(default_factory=dict)
    trend: tuple[TrendPoint, ...] = ()


class AuditHistory:
    """The kept audits of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def compare(self, audit: RegionAudit) -> EarlierAudits:
        """Set an audit beside those before it; call it before `keep`.

        Raises:
            HistoryError: a kept audit cannot be read.
        """
        earlier = [point for point in self.trend() if point.at < audit.created_at]
        changes: dict[str, SiteChanges] = {}
        wanted = {site.site: site for site in audit.sites}
        for point in reversed(earlier):
            of_this = [site for site in wanted if site in point.scores and site not in changes]
            if of_this:
                kept = self._read(point.at)
                changes |= {site: _changes(wanted[site], audit, kept) for site in of_this}
        now = TrendPoint(audit.created_at, audit.profile_hash, {site.site: site.score for site in audit.sites})
        return EarlierAudits(changes, (*earlier, now))

    def save(self, audit: RegionAudit) -> None:
        """Keep an audit.

        Raises:
            HistoryError: it cannot be written.
        """
        data = zstandard.compress(msgspec.json.encode(stored_audit(audit)))
        scores = {site.site: site.score for site in audit.sites}
        line = msgspec.json.encode(TrendPoint(audit.created_at, audit.profile_hash, scores))
        path = self._path(audit.created_at)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(data)
            beside.replace(path)
            with (self._folder / "scores.jsonl").open("ab") as file:
                file.write(line + b"\n")
        except OSError as error:
            raise HistoryError(f"the audit cannot be kept in {self._folder} ({error.strerror})") from error

    def trend(self) -> tuple[TrendPoint, ...]:
        """Return the scores of every kept audit, the oldest first; a line cut short by a full disk is left out."""
        try:
            lines = (self._folder / "scores.jsonl").read_bytes().splitlines()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise HistoryError(f"the kept audits in {self._folder} cannot be read ({error.strerror})") from error
        points = []
        for line in lines:
            try:
                points.append(msgspec.json.decode(line, type=TrendPoint))
            except msgspec.DecodeError:
                continue
        return tuple(sorted(points, key=lambda point: point.at))

    def _path(self, moment: datetime) -> Path:
        return self._folder / f"{moment:%Y%m%dT%H%M%S%f}.json.zst"

    def _read(self, moment: datetime) -> StoredAudit:
        path = self._path(moment)
        try:
            return msgspec.json.decode(
                zstandard.decompress(path.read_bytes(), MAX_STORED_AUDIT_BYTES), type=StoredAudit
            )
        except (OSError, zstandard.ZstdError, msgspec.DecodeError) as error:
            raise HistoryError(f"the kept audit {path} cannot be read ({error}); move it away to go on") from error


def stored_audit(audit: RegionAudit) -> StoredAudit:
    """Return what is kept of an audit."""
    unmeasured = {item.rule for item in audit.unmeasured}
    return StoredAudit(
        created_at=audit.created_at,
        profile_hash=audit.profile_hash,
        measured=tuple(rule.id for rule in AUDIT_RULES if rule.id not in unmeasured),
        sites={site.site: StoredSite(site.score, site.addresses, _found(site)) for site in audit.sites},
    )


def _found(site: SiteAudit) -> GradesByRule:
    found: GradesByRule = {}
    for rule in site.rules:
        rungs = found.setdefault(rule.rule, {})
        for finding in rule.findings:
            for url in finding.pages or (finding.url,):
                rungs[url] = max(finding.grade, rungs.get(url, finding.grade), key=GRADE_PENALTIES.__getitem__)
    return found


def _changes(site: SiteAudit, audit: RegionAudit, kept: StoredAudit) -> SiteChanges:
    before = kept.sites[site.site]
    measured = set(stored_audit(audit).measured) & set(kept.measured)
    now = {(rule, url): rung for rule, rungs in _found(site).items() if rule in measured for url, rung in rungs.items()}
    then = {
        (rule, url): rung for rule, rungs in before.found.items() if rule in measured for url, rung in rungs.items()
    }
    worse = [key for key in now.keys() & then.keys() if GRADE_PENALTIES[now[key]] > GRADE_PENALTIES[then[key]]]
    return SiteChanges(
        since=kept.created_at,
        before=before.score,
        comparable=kept.profile_hash == audit.profile_hash,
        addresses=before.addresses,
        new=_ordered(now.keys() - then.keys()),
        fixed=_ordered(then.keys() - now.keys()),
        worse=_ordered(worse),
    )


def _ordered(keys: set[tuple[str, str]] | list[tuple[str, str]]) -> tuple[FindingChange, ...]:
    return tuple(FindingChange(rule, url) for rule, url in sorted(keys))
