"""Store of earlier audits: each audit is stored and compared with the last one that included the same site.

    folder/scores.jsonl          one line per audit: time, profile hash, score of each site
    folder/<time>.json.zst       the findings of one audit: site, rule, URL, grade

Two findings are the same when their rule and URL are. A finding about the whole site that lists pages counts per page.
Rules that were not measured in either audit are left out: their findings are neither new nor fixed.
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
"""Maximum decompressed size of a stored audit: far more than any region needs, and safe against zip bombs."""

GradesByRule = dict[str, dict[str, Grade]]
"""Grades by rule id and URL."""


@dataclass(frozen=True, slots=True)
class StoredSite:
    """One site of a stored audit: its score, number of scored URLs, and findings."""

    score: float
    addresses: int
    found: GradesByRule


@dataclass(frozen=True, slots=True)
class StoredAudit:
    """A stored audit. `measured` lists the rules that were measured on every site."""

    created_at: datetime
    profile_hash: str
    measured: tuple[str, ...]
    sites: dict[str, StoredSite]


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """Scores of one audit by site id. They are comparable only with scores of the same profile."""

    at: datetime
    profile_hash: str
    scores: dict[str, float]


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding that is new, fixed or worse: its rule and URL."""

    rule: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteChanges:
    """Changes on a site since the last audit that included it.

    Attributes:
        since: time of that audit (UTC).
        before: its score.
        comparable: whether both audits have the same profile.
        addresses: number of scored URLs then; a difference means that the scope changed.
        new, fixed, worse: findings, by rule and URL.
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
    """Comparison with earlier audits: changes by site id, and the trend, the oldest first."""

    changes: dict[str, SiteChanges] = field(default_factory=dict)
    trend: tuple[TrendPoint, ...] = ()


class AuditHistory:
    """Audits stored in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def compare(self, audit: RegionAudit) -> EarlierAudits:
        """Compare an audit with earlier ones. Call this before `save`.

        Raises:
            HistoryError: a stored audit cannot be read.
        """
        earlier = [point for point in self.trend() if point.at < audit.created_at]
        changes: dict[str, SiteChanges] = {}
        current = {site.site: site for site in audit.sites}
        for point in reversed(earlier):
            compared = [site for site in current if site in point.scores and site not in changes]
            if compared:
                stored = self._read(point.at)
                changes |= {site: _changes(current[site], audit, stored) for site in compared}
        now = TrendPoint(audit.created_at, audit.profile_hash, {site.site: site.score for site in audit.sites})
        return EarlierAudits(changes, (*earlier, now))

    def save(self, audit: RegionAudit) -> None:
        """Store an audit.

        Raises:
            HistoryError: the audit cannot be written.
        """
        data = zstandard.compress(msgspec.json.encode(stored_audit(audit)))
        scores = {site.site: site.score for site in audit.sites}
        line = msgspec.json.encode(TrendPoint(audit.created_at, audit.profile_hash, scores))
        path = self._path(audit.created_at)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(data)
            temporary.replace(path)
            with (self._folder / "scores.jsonl").open("ab") as file:
                file.write(line + b"\n")
        except OSError as error:
            raise HistoryError(
                f"cannot store the audit in {self._folder} ({error.strerror}): check disk space and permissions"
            ) from error

    def trend(self) -> tuple[TrendPoint, ...]:
        """Return the scores of every stored audit, the oldest first. A line cut short by a full disk is skipped."""
        try:
            lines = (self._folder / "scores.jsonl").read_bytes().splitlines()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise HistoryError(
                f"cannot read the stored audits in {self._folder} ({error.strerror}): check its permissions"
            ) from error
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
            raise HistoryError(
                f"cannot read the stored audit {path} ({error}): move it away and run the audit again"
            ) from error


def stored_audit(audit: RegionAudit) -> StoredAudit:
    """Return what is stored of an audit."""
    unmeasured = {item.rule for item in audit.unmeasured}
    return StoredAudit(
        created_at=audit.created_at,
        profile_hash=audit.profile_hash,
        measured=tuple(rule.id for rule in AUDIT_RULES if rule.id not in unmeasured),
        sites={site.site: StoredSite(site.score, site.addresses, _grades(site)) for site in audit.sites},
    )


def _grades(site: SiteAudit) -> GradesByRule:
    grades: GradesByRule = {}
    for rule in site.rules:
        by_url = grades.setdefault(rule.rule, {})
        for finding in rule.findings:
            for url in finding.pages or (finding.url,):
                by_url[url] = max(finding.grade, by_url.get(url, finding.grade), key=GRADE_PENALTIES.__getitem__)
    return grades


def _changes(site: SiteAudit, audit: RegionAudit, stored: StoredAudit) -> SiteChanges:
    before = stored.sites[site.site]
    measured = set(stored_audit(audit).measured) & set(stored.measured)
    now = {
        (rule, url): grade
        for rule, by_url in _grades(site).items()
        if rule in measured
        for url, grade in by_url.items()
    }
    then = {
        (rule, url): grade for rule, by_url in before.found.items() if rule in measured for url, grade in by_url.items()
    }
    worse = [key for key in now.keys() & then.keys() if GRADE_PENALTIES[now[key]] > GRADE_PENALTIES[then[key]]]
    return SiteChanges(
        since=stored.created_at,
        before=before.score,
        comparable=stored.profile_hash == audit.profile_hash,
        addresses=before.addresses,
        new=_ordered(now.keys() - then.keys()),
        fixed=_ordered(then.keys() - now.keys()),
        worse=_ordered(worse),
    )


def _ordered(keys: set[tuple[str, str]] | list[tuple[str, str]]) -> tuple[FindingChange, ...]:
    return tuple(FindingChange(rule, url) for rule, url in sorted(keys))
