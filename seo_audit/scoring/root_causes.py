"""Group the findings of a rule by root cause: findings that one change repairs become one line in the report.

The groups are made in this order, each from the findings that are left:

1. nearly every page that a rule judges, over several path patterns: the layout of all pages, or a default
2. nearly every page of one pattern: its template
3. one snippet on many pages: a menu, a footer or a shared block
4. every URL below a folder, at any depth, among those that fail: the folder was removed or blocked
5. the others, by path pattern: page by page

The first two are for defects that a template can have: those that the rule declares to be a template's, and missing
texts, because a default can fill them in. A wrong text on every page is still edited page by page. So is a title that
many pages have: those pages are one line, but they are repaired one by one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from seo_audit.records.url_patterns import ANY_PATTERN, parent_folders, url_pattern
from seo_audit.rules.rule import AppliesTo, AuditRule, Repair, RuleScope
from seo_audit.rules.weights import REPAIR_HOURS
from seo_audit.scoring.findings import Finding, FindingCluster, RepairWork, RootCause

NEARLY_ALL_SHARE = 0.9
"""Share of pages from which the defect is in their template: a few pages may have their own."""

MIN_CLUSTER_PAGES = 5
"""Minimum number of pages with the same snippet, or of "nearly all" pages: fewer may be chance."""

OWN_TEXT_RULES = ("title-", "description-", "duplicate-")
"""Prefixes of the ids of rules whose evidence is the page's own text, which no menu or block can contain."""


def cluster_findings(
    rule: AuditRule,
    findings: Sequence[Finding],
    judged: Mapping[str, int] | None = None,
    folders: Mapping[str, int] | None = None,
) -> tuple[FindingCluster, ...]:
    """Group the findings of one rule by root cause, the largest group first.

    `judged` is the number of URLs of each pattern that the rule judged, `folders` the number of URLs below each folder.
    Both are None for findings that are not about pages.
    """
    if rule.scope is not RuleScope.PAGE:
        cause = (
            RootCause.SITE if rule.scope is RuleScope.SITE and rule.repair is not Repair.CONTENT else RootCause.PAGES
        )
        return _by_pattern(findings, {}, cause)
    judged = judged or {}
    clusters: list[FindingCluster] = []
    left = list(findings)
    if _can_be_template(rule, findings):
        clusters, left = _templates(findings, judged)
    own = rule.id.startswith(OWN_TEXT_RULES)
    if rule.repair is not Repair.SETTING and (not own or "duplicate" in rule.id):
        shared, left = _snippets(left, RootCause.PAGES if own else RootCause.SNIPPET)
        clusters += shared
    if rule.applies_to is AppliesTo.ANY and rule.repair is not Repair.SETTING:
        gone, left = _folders(left, folders or {})
        clusters += gone
    clusters += _by_pattern(left, judged, RootCause.PAGES)
    return tuple(sorted(clusters, key=lambda cluster: (-len(cluster.findings), cluster.pattern)))


def estimate_work(rule: AuditRule, clusters: Iterable[FindingCluster]) -> RepairWork:
    """Return the work to repair these clusters. Of a template and its pages, the cheaper counts."""
    if rule.repair is Repair.SETTING:
        return RepairWork(settings=1)
    settings = templates = texts = 0
    for cluster in clusters:
        pages = len(cluster.findings) if rule.id.startswith(OWN_TEXT_RULES) else _count_texts(cluster.findings)
        by_page = pages * REPAIR_HOURS[Repair.CONTENT]
        if cluster.cause is RootCause.FOLDER:
            settings += 1  # one redirect or one line of robots.txt for all of it
        elif cluster.cause is RootCause.SNIPPET and rule.repair is Repair.CONTENT:
            texts += 1
        elif cluster.cause is RootCause.PAGES and (
            rule.repair is Repair.CONTENT or by_page <= REPAIR_HOURS[Repair.TEMPLATE]
        ):
            texts += pages
        else:
            templates += 1
    return RepairWork(settings, templates, texts)


def _can_be_template(rule: AuditRule, findings: Sequence[Finding]) -> bool:
    """Return whether a template, or a setting for it, can have the defect. A URL with an error has no template."""
    if rule.applies_to is AppliesTo.ANY:
        return False
    return rule.repair is not Repair.CONTENT or not any(finding.evidence for finding in findings)


def _templates(findings: Sequence[Finding], judged: Mapping[str, int]) -> tuple[list[FindingCluster], list[Finding]]:
    total = sum(judged.values())
    groups = _group_by_pattern(findings)
    if len(groups) > 1 and _nearly_all(len(findings), total):
        return [FindingCluster(ANY_PATTERN, tuple(findings), total, RootCause.SITE)], []
    found, left = [], []
    for pattern, members in groups.items():
        if _nearly_all(len(members), judged.get(pattern, 0)):
            found.append(FindingCluster(pattern, tuple(members), judged[pattern], RootCause.TEMPLATE))
        else:
            left += members
    return found, left


def _nearly_all(count: int, total: int) -> bool:
    return 1 < count == total or (count >= MIN_CLUSTER_PAGES and count >= NEARLY_ALL_SHARE * total)


def _snippets(findings: Sequence[Finding], cause: RootCause) -> tuple[list[FindingCluster], list[Finding]]:
    """Take out the findings that share a snippet, the most frequent first. Each finding is in one group."""
    left = {number: finding.evidence.split("\n") for number, finding in enumerate(findings) if finding.evidence}
    pages: defaultdict[str, set[int]] = defaultdict(set)
    for number, snippets in left.items():
        for snippet in snippets:
            pages[snippet].add(number)
    found: list[FindingCluster] = []
    taken: set[int] = set()
    for snippet, _ in Counter({snippet: len(numbers) for snippet, numbers in pages.items()}).most_common():
        numbers = sorted(pages[snippet] - taken)
        if len(numbers) >= MIN_CLUSTER_PAGES:
            members = tuple(findings[number] for number in numbers)
            patterns = {url_pattern(finding.url) for finding in members}
            pattern = next(iter(patterns)) if len(patterns) == 1 else ANY_PATTERN
            found.append(FindingCluster(pattern, members, 0, cause, snippet))
            taken.update(numbers)
    return found, [finding for number, finding in enumerate(findings) if number not in taken]


def _folders(findings: Sequence[Finding], folders: Mapping[str, int]) -> tuple[list[FindingCluster], list[Finding]]:
    """Take out the findings below folders in which every URL fails, by the outermost such folder."""
    failing = Counter(folder for finding in findings for folder in parent_folders(finding.url))
    gone: defaultdict[str, list[Finding]] = defaultdict(list)
    left: list[Finding] = []
    for finding in findings:
        whole = (name for name in parent_folders(finding.url) if failing[name] == folders.get(name, 0))
        folder = next((name for name in whole if failing[name] >= MIN_CLUSTER_PAGES), None)
        (gone[folder] if folder else left).append(finding)
    return [
        FindingCluster(name, tuple(found), folders.get(name, 0), RootCause.FOLDER) for name, found in gone.items()
    ], left


def _by_pattern(findings: Sequence[Finding], judged: Mapping[str, int], cause: RootCause) -> tuple[FindingCluster, ...]:
    ordered = sorted(_group_by_pattern(findings).items(), key=lambda group: (-len(group[1]), group[0]))
    return tuple(FindingCluster(pattern, tuple(members), judged.get(pattern, 0), cause) for pattern, members in ordered)


def _group_by_pattern(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    groups: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[url_pattern(finding.url)].append(finding)
    return groups


def _count_texts(findings: Iterable[Finding]) -> int:
    """Count the texts to edit. The same snippet on several pages is one place."""
    snippets = {finding.evidence for finding in findings if finding.evidence}
    bare = (max(1, len(finding.pages)) for finding in findings if not finding.evidence)
    return len(snippets) + sum(bare)
