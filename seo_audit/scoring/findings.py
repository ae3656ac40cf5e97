"""What an audit hands out: findings, the fixes they ask for, and the scores of sites and region.

Nothing here is in a language: a finding names its sentence and the values in it, and `wording` says it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from seo_audit.facts.link_graph import LinkSource
from seo_audit.records.verdict import Grade
from seo_audit.rules.rule import Category, Repair, RuleScope, Severity
from seo_audit.rules.sources import RuleSource
from seo_audit.rules.weights import REPAIR_HOURS


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One defect on one address.

    Attributes:
        rule: id of the rule.
        url: the address it is about.
        rung: how bad: missing, invalid or incomplete.
        message: key of its sentence among the rule's words (see `wording.said`).
        values: what the sentence's placeholders stand for (page-supplied: escape them).
        evidence: the snippets that show it, as they stood there, one a line (page-supplied: escape them).
        pages: the addresses concerned, where `url` is the site's or a file's.
        sources: some pages that link to the address, with their anchors, where that helps.
        source_count: how many pages link to it.
    """

    rule: str
    url: str
    grade: Grade = msgspec.field(name="rung")
    message: str = "message"
    values: dict[str, str | int] = msgspec.field(default_factory=dict)
    evidence: str = ""
    pages: tuple[str, ...] = ()
    sources: tuple[LinkSource, ...] = ()
    source_count: int = 0


class RootCause(StrEnum):
    """What findings of one rule have in common, and so where they are repaired."""

    SITE = "site"  # (nearly) every page that the rule judges: one setting, or the layout of all pages
    TEMPLATE = "template"  # (nearly) every page of one path pattern: its template
    SNIPPET = "snippet"  # one snippet on many pages: a menu, a footer, a block
    FOLDER = "folder"  # every address beneath a folder: what happened to that folder
    PAGES = "pages"  # nothing but the defect: page by page


@dataclass(frozen=True, slots=True)
class FindingCluster:
    """Findings of one rule that are one line to a webmaster, for they have one cause.

    Attributes:
        pattern: the path pattern that the addresses share (`/producten/*`), "*" where they share none.
        findings: the findings, those on the pages that matter most first.
        total: how many addresses of that pattern (or of the site) the rule judged; 0 where that says nothing.
        cause: what they have in common.
        snippet: the snippet that they share, for `RootCause.SNIPPET`.
    """

    pattern: str
    findings: tuple[Finding, ...]
    total: int = 0
    cause: RootCause = RootCause.PAGES
    snippet: str = ""

    @property
    def whole(self) -> bool:
        """Whether every address that was judged has the defect."""
        return self.total > 1 and len({finding.url for finding in self.findings}) == self.total


@dataclass(frozen=True, slots=True)
class RepairWork:
    """What a repair asks for: so many settings, templates and texts."""

    settings: int = 0
    templates: int = 0
    texts: int = 0

    @property
    def places(self) -> int:
        """In how many places something is to be changed."""
        return self.settings + self.templates + self.texts

    @property
    def hours(self) -> float:
        """Hours, roughly, to sort by."""
        return (
            self.settings * REPAIR_HOURS[Repair.SETTING]
            + self.templates * REPAIR_HOURS[Repair.TEMPLATE]
            + self.texts * REPAIR_HOURS[Repair.CONTENT]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFindings:
    """Everything one rule found on one site.

    Attributes:
        rule, scope, severity, category, source: as declared.
        clusters: the findings by cause, the largest cluster first.
        count: how many findings.
        applicable: how many addresses the rule judged.
        degree: D of the scoring formula, 0 to 1.
        scored: whether the rule is in the profile.
        lost: points that the site's score loses to it.
        gain: points that the score rises by when it is repaired everywhere.
        repair: where such a defect is usually repaired.
        work: what repairing it here asks for.
    """

    rule: str
    scope: RuleScope
    severity: Severity
    category: Category
    source: RuleSource
    clusters: tuple[FindingCluster, ...]
    count: int
    applicable: int
    degree: float
    scored: bool
    lost: float
    gain: float
    repair: Repair
    work: RepairWork

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, cluster by cluster."""
        return tuple(finding for cluster in self.clusters for finding in cluster.findings)

    @property
    def once(self) -> bool:
        """Whether one change of a setting, a template or a block repairs most of it."""
        apart = {RootCause.FOLDER, RootCause.PAGES}
        shared = sum(len(cluster.findings) for cluster in self.clusters if cluster.cause not in apart)
        return self.repair is Repair.SETTING or 2 * shared > self.count
