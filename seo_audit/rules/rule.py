"""Rule of the audit: a check with its metadata. Its weight is in `weights` only.

There are four kinds, by what the check looks at:

    PageRule     one page by itself, while the store is read        (Page, Site) -> Verdict
    GraphRule    one page among the others of its site              (PageFacts, SiteFacts) -> Verdict
    SiteRule     the site as a whole                                (SiteFacts) -> SiteVerdict
    RegionRule   all sites together; never scored                   (Sequence[SiteFacts]) -> findings

`define_rule` turns a check into a rule. The pages that a rule applies to are declared (`applies`, `after`), never
tested inside the check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar

from crawler.records.page import Page
from crawler.registry.site import Site
from seo_audit.facts.page_facts import PageFacts
from seo_audit.facts.site_facts import SiteFacts
from seo_audit.records.verdict import SiteVerdict, Verdict
from seo_audit.rules.sources import SOURCES, Source

PageCheck = Callable[[Page, Site], Verdict]
GraphCheck = Callable[[PageFacts, SiteFacts], Verdict]
SiteCheck = Callable[[SiteFacts], SiteVerdict]
RegionCheck = Callable[[Sequence[SiteFacts]], Iterable[tuple[str, Verdict]]]

_CheckT = TypeVar("_CheckT")
_CheckT_contra = TypeVar("_CheckT_contra", contravariant=True)
_RuleT = TypeVar("_RuleT")
_RuleT_co = TypeVar("_RuleT_co", covariant=True)


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


class _RuleClass(Protocol[_CheckT_contra, _RuleT_co]):
    """One of the four rule classes; it ties the type of a check to the rule that the check becomes."""

    def __call__(
        self,
        *,
        id: str,  # noqa: A002 -- the name of the field
        severity: Severity,
        category: Category,
        source: Source,
        repair: Repair,
        needs: frozenset[Need],
        applies: Applies,
        after: tuple[str, ...],
        linked_from: bool,
        check: _CheckT_contra,
    ) -> _RuleT_co:
        """Create the rule."""


def define_rule(
    kind: _RuleClass[_CheckT, _RuleT],
    id_: str,
    severity: Severity,
    category: Category,
    *,
    source: str,
    repair: Repair,
    needs: Iterable[Need] = (),
    applies: Applies = Applies.INDEXABLE,
    after: tuple[str, ...] = (),
    linked_from: bool = False,
) -> Callable[[_CheckT], _RuleT]:
    """Make a rule of the decorated check. `source` is a key of `SOURCES`; see `Rule` for the other parameters."""

    def decorate(check: _CheckT) -> _RuleT:
        return kind(
            id=id_,
            severity=severity,
            category=category,
            source=SOURCES[source],
            repair=repair,
            needs=frozenset(needs),
            applies=applies,
            after=after,
            linked_from=linked_from,
            check=check,
        )

    return decorate
