"""A rule: a check and, beside it, what must be known about it. Its weight stands in `weights` alone.

Four shapes, by what the check looks at:

    page_rule    one page by itself, while the store is read        (Page, Site) -> Verdict
    graph_rule   one page among the others, afterwards              (PageFacts, SiteFacts) -> Verdict
    site_rule    the site as a whole                                (SiteFacts) -> SiteVerdict
    region_rule  all sites together; never scored                   (Sequence[SiteFacts]) -> findings

To which pages a page or graph rule applies is declared (`applies`, `after`), never tested inside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from crawler.records.page import Page
from crawler.registry.sites import Site
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import SiteVerdict, Verdict
from seo_audit.rules.sources import SOURCES, Source

PageCheck = Callable[["Page", "Site"], Verdict]
GraphCheck = Callable[["PageFacts", "SiteFacts"], Verdict]
SiteCheck = Callable[["SiteFacts"], SiteVerdict]
RegionCheck = Callable[["Sequence[SiteFacts]"], "Iterable[tuple[str, Verdict]]"]


class Scope(StrEnum):
    """What a rule judges."""

    PAGE = "page"
    SITE = "site"
    REGION = "region"


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Category(StrEnum):
    """The catalogue's chapters; `weights.CATEGORIES` gives what each counts."""

    CRAWL = "crawl"
    CANONICAL = "canonical"
    CONTENT = "content"
    LINKS = "links"
    STRUCTURED = "structured"
    INTERNATIONAL = "international"
    MOBILE = "mobile"
    IMAGES = "images"
    ACCESS = "access"


class Applies(StrEnum):
    """Which addresses of the universe a rule judges."""

    ANY = "any"  # every address, whatever it answered
    HTML = "html"  # HTML pages that answered 200
    INDEXABLE = "indexable"  # of those: not noindexed, and no variant of another page


class Repair(StrEnum):
    """Where a defect is usually repaired; `weights.EFFORT` gives what each costs."""

    SETTING = "setting"  # one setting for the whole site
    TEMPLATE = "template"  # one template for all pages of a pattern
    CONTENT = "content"  # page by page


class Need(StrEnum):
    """What a rule must know of a site; where that lacks, the rule is not measured."""

    COMPLETE_CRAWL = "complete-crawl"
    ROBOTS_ANSWER = "robots-answer"
    PROBE_ANSWER = "probe-answer"
    IMAGE_ANSWERS = "image-answers"
    HOME_MARKUP = "home-markup"
    EXTERNAL_ANSWERS = "external-answers"
    FIELD_DATA = "field-data"
    BROWSER_SAMPLE = "browser-sample"
    SERVER_LOGS = "server-logs"
    SEARCH_CONSOLE = "search-console"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is declared of every rule.

    Attributes:
        id: the defect as a noun; it never changes.
        severity, category, repair: see there.
        source: the page of Google, or the standard, that the rule rests on.
        needs: what must be known of a site to measure it.
        applies: which addresses it judges (page scope).
        after: rules of the same family; a page that they find MISSING counts fully here too and is
            not reported twice, so that adding what was missing never costs.
        linked_from: whether findings name the pages that link to the address.
    """

    id: str
    severity: Severity
    category: Category
    source: Source
    repair: Repair
    needs: frozenset[Need] = frozenset()
    applies: Applies = Applies.INDEXABLE
    after: tuple[str, ...] = ()
    linked_from: bool = False

    @property
    def scope(self) -> Scope:
        """What the rule judges."""
        return Scope.PAGE

    @property
    def on_page(self) -> bool:
        """Whether a broken page counts fully: it cannot satisfy a rule about its content."""
        return self.scope is Scope.PAGE and self.applies is not Applies.ANY


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRule(Rule):
    """A rule about one page by itself."""

    check: PageCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphRule(Rule):
    """A rule about one page among the others of its site."""

    check: GraphCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRule(Rule):
    """A rule about a whole site."""

    check: SiteCheck

    @property
    def scope(self) -> Scope:
        """What the rule judges."""
        return Scope.SITE


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRule(Rule):
    """A rule about all sites together. It yields (site id and address, as one address) findings."""

    check: RegionCheck

    @property
    def scope(self) -> Scope:
        """What the rule judges."""
        return Scope.REGION


def page_rule(
    id_: str,
    severity: Severity,
    category: Category,
    *,
    source: str,
    repair: Repair,
    applies: Applies = Applies.INDEXABLE,
    after: tuple[str, ...] = (),
) -> Callable[[PageCheck], PageRule]:
    """Declare a check of one page by itself."""

    def declare(check: PageCheck) -> PageRule:
        return PageRule(
            id=id_,
            severity=severity,
            category=category,
            source=SOURCES[source],
            repair=repair,
            applies=applies,
            after=after,
            check=check,
        )

    return declare


def graph_rule(
    id_: str,
    severity: Severity,
    category: Category,
    *,
    source: str,
    repair: Repair,
    applies: Applies = Applies.INDEXABLE,
    after: tuple[str, ...] = (),
    needs: Iterable[Need] = (),
    linked_from: bool = False,
) -> Callable[[GraphCheck], GraphRule]:
    """Declare a check of one page among the others of its site."""

    def declare(check: GraphCheck) -> GraphRule:
        return GraphRule(
            id=id_,
            severity=severity,
            category=category,
            source=SOURCES[source],
            repair=repair,
            applies=applies,
            after=after,
            needs=frozenset(needs),
            linked_from=linked_from,
            check=check,
        )

    return declare


def site_rule(
    id_: str,
    severity: Severity,
    category: Category,
    *,
    source: str,
    repair: Repair,
    needs: Iterable[Need] = (),
) -> Callable[[SiteCheck], SiteRule]:
    """Declare a check of a whole site."""

    def declare(check: SiteCheck) -> SiteRule:
        return SiteRule(
            id=id_,
            severity=severity,
            category=category,
            source=SOURCES[source],
            repair=repair,
            needs=frozenset(needs),
            check=check,
        )

    return declare


def region_rule(
    id_: str, severity: Severity, category: Category, *, source: str, repair: Repair
) -> Callable[[RegionCheck], RegionRule]:
    """Declare a check of all sites together."""

    def declare(check: RegionCheck) -> RegionRule:
        return RegionRule(
            id=id_, severity=severity, category=category, source=SOURCES[source], repair=repair, check=check
        )

    return declare
