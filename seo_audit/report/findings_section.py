"""Findings section of the report: rules with findings, one line per root cause with its pages; long lists are cut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from seo_audit.facts.link_graph import LinkSource
from seo_audit.records.url_patterns import ANY_PATTERN
from seo_audit.report.rule_texts import RuleTexts
from seo_audit.report.translations import ReportLanguage
from seo_audit.rules.rule import Repair, RuleScope, Severity
from seo_audit.scoring.findings import Finding, FindingCluster, RepairWork, RootCause, RuleFindings

MAX_FINDINGS_SHOWN = 200
"""Maximum number of findings listed per rule; the data files have all of them."""

MIN_FINDINGS_PER_LINE = 20
"""Findings that each line may list before the first line takes the rest."""

MAX_LINES_SHOWN = 40
"""Maximum number of lines per rule; the other, smaller ones are in the data files."""

MAX_PAGES_SHOWN = 200
"""Maximum number of URLs listed for one finding about the site."""

MAX_SOURCES_SHOWN, MAX_FOLDED_SOURCES = 5, 2
"""Linking pages listed per URL; and when a template or snippet must be repaired, so that they matter less."""

MAX_SNIPPET_LENGTH = 400
"""Maximum length of a snippet in characters."""

MAX_LEAD_LENGTH = 90
"""Maximum length of a snippet in the lead of a line."""

FIRST_LEVEL_PATTERN = "/*"
"""Pattern of pages in no folder, which is not a section of the site."""

SMALL_WORK_HOURS, MEDIUM_WORK_HOURS = 1.0, 8.0
"""Maximum hours of small and of medium work."""


@dataclass(frozen=True, slots=True)
class FindingItem:
    """One finding in a line. `sentence` and `snippets` are empty when the line shows the same.

    The pages that link to the URL are `folded` when the repair is not on a page or in a link.
    """

    url: str
    sentence: str
    snippets: tuple[str, ...]
    pages: tuple[str, ...]
    page_count: int
    sources: tuple[LinkSource, ...]
    source_count: int
    folded: bool


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A cluster: where it is (`lead`), its root cause (`note`), and what all of its findings share."""

    lead: Markup
    note: str
    sentence: str
    snippet: str
    items: tuple[FindingItem, ...]
    count: int


@dataclass(frozen=True, slots=True)
class RuleSection:
    """A rule with findings: location of its largest cluster, work to do; `bare` when its findings need no lines."""

    rule: RuleFindings
    texts: RuleTexts
    lost: float
    where: Markup
    work: RepairWork
    work_text: str
    effort: str
    severity_order: int
    lines: tuple[FindingLine, ...]
    listed: int
    bare: bool

    @property
    def single(self) -> str:
        """URL of the only finding, "" when there are several."""
        return self.lines[0].items[0].url if self.rule.count == 1 and not self.bare else ""


def rule_section(rule: RuleFindings, lost: Mapping[str, float], language: ReportLanguage) -> RuleSection:
    """Return the section of a rule. `lost` are the rounded points lost by rule."""
    clusters = rule.clusters[:MAX_LINES_SHOWN]
    room = _share_room([len(cluster.findings) for cluster in clusters])
    lines = tuple(_line(cluster, rule, listed, language) for cluster, listed in zip(clusters, room, strict=True))
    return RuleSection(
        rule=rule,
        texts=language.rule(rule.rule),
        lost=lost.get(rule.rule, 0.0),
        where=location_text(rule, language),
        work=rule.work,
        work_text=work_text(rule.work, language),
        effort=language.text(f"effort.{effort_key(rule.work.hours)}"),
        severity_order=tuple(Severity).index(rule.severity),
        lines=lines,
        listed=sum(room),
        bare=rule.scope is RuleScope.SITE,
    )


def work_text(work: RepairWork, language: ReportLanguage) -> str:
    """Return the work in words: "één sjabloon + 3 teksten"."""
    parts = (("settings", work.settings), ("templates", work.templates), ("texts", work.texts))
    return " + ".join(language.counted(f"work.{name}", number) for name, number in parts if number)


def effort_key(hours: float) -> str:
    """Return the size of the work: small, medium or large."""
    return "small" if hours <= SMALL_WORK_HOURS else "medium" if hours <= MEDIUM_WORK_HOURS else "large"


def location_text(rule: RuleFindings, language: ReportLanguage) -> Markup:
    """Return the location of most findings of a rule, in words."""
    if rule.scope is not RuleScope.PAGE:
        pages = len({page for finding in rule.findings for page in finding.pages})
        return language.counted("location.pages", pages) if pages else language.text("location.whole_site")
    first = rule.clusters[0]
    others = rule.count - len(first.findings)
    lead = _lead(first, language)
    return Markup("{} {}").format(lead, language.counted("location.more", others)) if others else lead


def _lead(cluster: FindingCluster, language: ReportLanguage) -> Markup:
    """Return the location of a cluster: "alle 412 pagina's van /producten/*"."""
    number, total = len(cluster.findings), cluster.total
    nearly = "" if cluster.whole else "_nearly"
    if cluster.cause is RootCause.SITE and total:
        return language.text(f"location.site{nearly}", n=language.count(number), total=language.count(total))
    if cluster.cause is RootCause.TEMPLATE:
        lead = language.text(f"location.template{nearly}", n=language.count(number), total=language.count(total))
        return _named(lead, cluster.pattern)
    if cluster.cause is RootCause.FOLDER:
        return _named(language.text("location.folder", n=language.count(number)), cluster.pattern)
    if cluster.snippet:
        return _named(language.counted("location.snippet", number), _cut(cluster.snippet, MAX_LEAD_LENGTH))
    return _pages(cluster, language)


def _pages(cluster: FindingCluster, language: ReportLanguage) -> Markup:
    """Return the location of a cluster without a common cause: "3 van de 41 pagina's van /nieuws/*"."""
    number = len(cluster.findings)
    if cluster.pattern == "/":
        return language.text("structure.home")
    if cluster.pattern in {ANY_PATTERN, FIRST_LEVEL_PATTERN}:
        return language.counted("location.pages", number)
    if cluster.total > number > 1:
        return _named(
            language.text("location.some", n=language.count(number), total=language.count(cluster.total)),
            cluster.pattern,
        )
    return _named(language.counted("location.pages_of", number), cluster.pattern)


def _line(cluster: FindingCluster, rule: RuleFindings, listed: int, language: ReportLanguage) -> FindingLine:
    findings = cluster.findings
    same = len(findings) > 1 and all(
        (finding.message, finding.values) == (findings[0].message, findings[0].values) for finding in findings
    )
    once = cluster.cause is not RootCause.PAGES and rule.scope is RuleScope.PAGE and rule.repair is not Repair.SETTING
    linked = cluster.cause in {RootCause.PAGES, RootCause.FOLDER}
    return FindingLine(
        lead=_lead(cluster, language),
        note=language.text(f"root_cause.{cluster.cause}") if once else "",
        sentence=language.sentence(findings[0]) if same else "",
        snippet=cluster.snippet if len(cluster.snippet) > MAX_LEAD_LENGTH else "",
        items=tuple(
            _item(finding, cluster, same=same, linked=linked, language=language) for finding in findings[:listed]
        ),
        count=len(findings),
    )


def _item(
    finding: Finding, cluster: FindingCluster, *, same: bool, linked: bool, language: ReportLanguage
) -> FindingItem:
    snippets = tuple(snippet for snippet in finding.evidence.split("\n") if snippet and snippet != cluster.snippet)
    return FindingItem(
        url=finding.url,
        sentence="" if same else language.sentence(finding),
        snippets=tuple(_cut(snippet) for snippet in snippets),
        pages=finding.pages[:MAX_PAGES_SHOWN],
        page_count=len(finding.pages),
        sources=finding.sources[: MAX_SOURCES_SHOWN if linked else MAX_FOLDED_SOURCES],
        source_count=finding.source_count,
        folded=not linked,
    )


def _named(lead: Markup, name: str) -> Markup:
    return Markup("{} <code>{}</code>").format(lead, name)


def _cut(snippet: str, length: int = MAX_SNIPPET_LENGTH) -> str:
    return snippet if len(snippet) <= length else f"{snippet[: length - 1]}…"


def _share_room(sizes: Sequence[int]) -> list[int]:
    """Divide `MAX_FINDINGS_SHOWN` over the lines: some for each, and the rest for the first lines."""
    room, left = [], MAX_FINDINGS_SHOWN
    for size in sizes:
        room.append(min(size, MIN_FINDINGS_PER_LINE, left))
        left -= room[-1]
    for number, size in enumerate(sizes):
        more = min(size - room[number], left)
        room[number] += more
        left -= more
    return room
