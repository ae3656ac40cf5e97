"""Findings of a rule on one site, grouped by root cause, with the work that a repair takes.

The records are language-neutral: a finding has a message key and values, which `seo_audit.report.rule_texts` turns into
a sentence. Their field names are keys of `audit.json` and do not change.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from seo_audit.facts.link_graph import LinkSource
from seo_audit.records.verdict import Grade
from seo_audit.rules.rule import Category, Repair, RuleScope, Severity
from seo_audit.rules.rule_sources import RuleSource
from seo_audit.rules.weights import REPAIR_HOURS


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One defect on one URL.

    Attributes:
        rule: id of the rule.
        url: the URL with the defect.
        grade: missing, invalid or incomplete; "rung" in JSON.
        message: key of the message in the rule's texts.
        values: values for the placeholders of the message (from the page: escape them).
        evidence: snippets of the page that show the defect, one per line (from the page: escape them).
        pages: the URLs concerned, when `url` is that of the site or of a file.
        sources: some pages that link to the URL, with their anchor texts, where that helps.
        source_count: number of pages that link to the URL.
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
    """What the findings in a cluster have in common, and so where they are repaired."""

    SITE = "site"  # (nearly) every page that the rule judges: one setting or the layout of all pages
    TEMPLATE = "template"  # (nearly) every page of one path pattern: its template
    SNIPPET = "snippet"  # one snippet on many pages: a menu, a footer or a block
    FOLDER = "folder"  # every URL below a folder: the folder was moved, removed or blocked
    PAGES = "pages"  # nothing in common: repaired page by page


@dataclass(frozen=True, slots=True)
class FindingCluster:
    """Findings of one rule with one root cause; one line in the report.

    Attributes:
        pattern: the path pattern that the URLs share (`/producten/*`), "*" when they share none.
        findings: the findings, those on the most important pages first.
        total: number of URLs with that pattern (or on the site) that the rule judged; 0 when it does not matter.
        cause: what the findings have in common.
        snippet: the snippet that they share, for `RootCause.SNIPPET`.
    """

    pattern: str
    findings: tuple[Finding, ...]
    total: int = 0
    cause: RootCause = RootCause.PAGES
    snippet: str = ""

    @property
    def whole(self) -> bool:
        """Whether every judged URL has the defect."""
        return self.total > 1 and len({finding.url for finding in self.findings}) == self.total


@dataclass(frozen=True, slots=True)
class RepairWork:
    """Work for a repair: the number of settings, templates and texts to change."""

    settings: int = 0
    templates: int = 0
    texts: int = 0

    @property
    def places(self) -> int:
        """Number of places to change."""
        return self.settings + self.templates + self.texts

    @property
    def hours(self) -> float:
        """Rough estimate in hours, to sort by."""
        return (
            self.settings * REPAIR_HOURS[Repair.SETTING]
            + self.templates * REPAIR_HOURS[Repair.TEMPLATE]
            + self.texts * REPAIR_HOURS[Repair.CONTENT]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFindings:
    """All findings of one rule on one site.

    Attributes:
        rule, scope, severity, category, source: as the rule declares.
        clusters: the findings by root cause, the largest cluster first.
        count: number of findings.
        applicable: number of URLs that the rule judged.
        degree: D of the scoring formula, 0 to 1.
        scored: whether the rule is in the profile.
        lost: points that the site loses to the rule.
        gain: points that the site gains when the defect is repaired everywhere.
        repair: where such a defect is usually repaired.
        work: work for the repair on this site.
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
        """Whether one change of a setting, a template or a block repairs most findings."""
        separate = {RootCause.FOLDER, RootCause.PAGES}
        shared = sum(len(cluster.findings) for cluster in self.clusters if cluster.cause not in separate)
        return self.repair is Repair.SETTING or 2 * shared > self.count
