"""Rules with findings as the report shows them: a line a cause, the pages beneath it, long lists cut."""

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
"""Findings listed of one rule; the data files have them all."""

MIN_FINDINGS_PER_LINE = 20
"""Findings that each line may list before the first takes what is left."""

MAX_LINES_SHOWN = 40
"""Lines of one rule; the small ones after them are in the data files."""

MAX_PAGES_SHOWN = 200
"""Addresses listed of one finding about the site."""

MAX_SOURCES_SHOWN, MAX_FOLDED_SOURCES = 5, 2
"""Linking pages named of one address; and where a template or a snippet is to be repaired, so that they matter less."""

MAX_SNIPPET_LENGTH = 400
"""Characters of a snippet."""

MAX_LEAD_LENGTH = 90
"""Characters of a snippet in a line that names it."""

FIRST_LEVEL_PATTERN = "/*"
"""The pattern of pages in no folder: it names no part of the site."""

SMALL_WORK_HOURS, MEDIUM_WORK_HOURS = 1.0, 8.0
"""Hours up to which work is called small, or medium."""


@dataclass(frozen=True, slots=True)
class FindingItem:
    """One finding of a line; `sentence` and `snippets` are empty where the line says the same.

    The pages that link there are `folded` away where it is no page or link that is to be repaired.
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
    """A cluster: where it is (`lead`), what its pages have in common (`note`), and what is said of all of them."""

    lead: Markup
    note: str
    sentence: str
    snippet: str
    items: tuple[FindingItem, ...]
    count: int


@dataclass(frozen=True, slots=True)
class RuleSection:
    """A rule with findings: `where` its largest cluster is, `work` to do, `bare` when its findings need no lines."""

    rule: RuleFindings
    words: RuleTexts
    lost: float
    where: Markup
    work: RepairWork
    job: str
    effort: str
    severity_order: int
    lines: tuple[FindingLine, ...]
    listed: int
    bare: bool

    @property
    def single(self) -> str:
        """The one address with the defect, "" when there are more."""
        return self.lines[0].items[0].url if self.rule.count == 1 and not self.bare else ""


def rule_section(rule: RuleFindings, lost: Mapping[str, float], say: ReportLanguage) -> RuleSection:
    """Return a rule as the report shows it; `lost` are the points lost by rule, rounded together."""
    clusters = rule.clusters[:MAX_LINES_SHOWN]
    room = _share_room([len(cluster.findings) for cluster in clusters])
    lines = tuple(_line(cluster, rule, listed, say) for cluster, listed in zip(clusters, room, strict=True))
    return RuleSection(
        rule=rule,
        words=say.rule(rule.rule),
        lost=lost.get(rule.rule, 0.0),
        where=location_text(rule, say),
        work=rule.work,
        job=work_text(rule.work, say),
        effort=say.text(f"effort.{effort_key(rule.work.hours)}"),
        severity_order=tuple(Severity).index(rule.severity),
        lines=lines,
        listed=sum(room),
        bare=rule.scope is RuleScope.SITE,
    )


def work_text(work: RepairWork, say: ReportLanguage) -> str:
    """Return what is to be changed, in words: "één sjabloon + 3 teksten"."""
    parts = (("settings", work.settings), ("templates", work.templates), ("texts", work.texts))
    return " + ".join(say.counted(f"work.{name}", number) for name, number in parts if number)


def effort_key(hours: float) -> str:
    """Return how much work that is: the key of its word."""
    return "small" if hours <= SMALL_WORK_HOURS else "medium" if hours <= MEDIUM_WORK_HOURS else "large"


def location_text(rule: RuleFindings, say: ReportLanguage) -> Markup:
    """Return where most of a rule's findings are, in words."""
    if rule.scope is not RuleScope.PAGE:
        pages = len({page for finding in rule.findings for page in finding.pages})
        return say.counted("where.pages", pages) if pages else say.text("where.whole_site")
    first = rule.clusters[0]
    others = rule.count - len(first.findings)
    lead = _lead(first, say)
    return Markup("{} {}").format(lead, say.counted("where.more", others)) if others else lead


def _lead(cluster: FindingCluster, say: ReportLanguage) -> Markup:
    """Return where a cluster is: "alle 412 pagina's van /producten/*"."""
    number, total = len(cluster.findings), cluster.total
    nearly = "" if cluster.whole else "_nearly"
    if cluster.cause is RootCause.SITE and total:
        return say.text(f"where.site{nearly}", n=say.count(number), total=say.count(total))
    if cluster.cause is RootCause.TEMPLATE:
        lead = say.text(f"where.template{nearly}", n=say.count(number), total=say.count(total))
        return _named(lead, cluster.pattern)
    if cluster.cause is RootCause.FOLDER:
        return _named(say.text("where.folder", n=say.count(number)), cluster.pattern)
    if cluster.snippet:
        return _named(say.counted("where.snippet", number), _cut(cluster.snippet, MAX_LEAD_LENGTH))
    return _pages(cluster, say)


def _pages(cluster: FindingCluster, say: ReportLanguage) -> Markup:
    """Return where a cluster is that has nothing but its pages: "3 van de 41 pagina's van /nieuws/*"."""
    number = len(cluster.findings)
    if cluster.pattern == "/":
        return say.text("structure.home")
    if cluster.pattern in {ANY_PATTERN, FIRST_LEVEL_PATTERN}:
        return say.counted("where.pages", number)
    if cluster.total > number > 1:
        return _named(say.text("where.some", n=say.count(number), total=say.count(cluster.total)), cluster.pattern)
    return _named(say.counted("where.pages_of", number), cluster.pattern)


def _line(cluster: FindingCluster, rule: RuleFindings, listed: int, say: ReportLanguage) -> FindingLine:
    findings = cluster.findings
    same = len(findings) > 1 and all(
        (finding.message, finding.values) == (findings[0].message, findings[0].values) for finding in findings
    )
    once = cluster.cause is not RootCause.PAGES and rule.scope is RuleScope.PAGE and rule.repair is not Repair.SETTING
    linked = cluster.cause in {RootCause.PAGES, RootCause.FOLDER}
    return FindingLine(
        lead=_lead(cluster, say),
        note=say.text(f"cause.{cluster.cause}") if once else "",
        sentence=say.sentence(findings[0]) if same else "",
        snippet=cluster.snippet if len(cluster.snippet) > MAX_LEAD_LENGTH else "",
        items=tuple(_item(finding, cluster, same=same, linked=linked, say=say) for finding in findings[:listed]),
        count=len(findings),
    )


def _item(finding: Finding, cluster: FindingCluster, *, same: bool, linked: bool, say: ReportLanguage) -> FindingItem:
    snippets = tuple(snippet for snippet in finding.evidence.split("\n") if snippet and snippet != cluster.snippet)
    return FindingItem(
        url=finding.url,
        sentence="" if same else say.sentence(finding),
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
    """Share `MAX_FINDINGS_SHOWN` among lines: some for each, and what is left for the first."""
    room, left = [], MAX_FINDINGS_SHOWN
    for size in sizes:
        room.append(min(size, MIN_FINDINGS_PER_LINE, left))
        left -= room[-1]
    for number, size in enumerate(sizes):
        more = min(size - room[number], left)
        room[number] += more
        left -= more
    return room
