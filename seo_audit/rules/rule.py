"""Rule of the audit: a check with its metadata. Its weight is in `weights` only.

There are four kinds, by what the check looks at:

    PageRule     one page by itself, while the store is read        (Page, Site) -> Verdict
    GraphRule    one page among the others of its site              (PageFacts, SiteFacts) -> Verdict
    SiteRule     the site as a whole                                (SiteFacts) -> SiteVerdict
    RegionRule   all sites together; never scored                   (Sequence[SiteFacts]) -> findings

`define_rule` turns a check into a rule. The pages that a rule applies to are declared (`applies_to`, `prerequisites`),
never tested inside the check.
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
from seo_audit.rules.rule_sources import RULE_SOURCES, RuleSource

PageCheck = Callable[[Page, Site], Verdict]
GraphCheck = Callable[[PageFacts, SiteFacts], Verdict]
SiteCheck = Callable[[SiteFacts], SiteVerdict]
RegionCheck = Callable[[Sequence[SiteFacts]], Iterable[tuple[str, Verdict]]]

_CheckT = TypeVar("_CheckT")
_CheckT_contra = TypeVar("_CheckT_contra", contravariant=True)
_RuleT = TypeVar("_RuleT")
_RuleT_co = TypeVar("_RuleT_co", covariant=True)


class RuleScope(StrEnum):
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
    """Categories of the rule catalogue; `weights.CATEGORY_POINTS` gives the points of each."""

    CRAWL = "crawl"
    CANONICAL = "canonical"
    CONTENT = "content"
    LINKS = "links"
    STRUCTURED = "structured"
    INTERNATIONAL = "international"
    MOBILE = "mobile"
    IMAGES = "images"
    ACCESS = "access"


class AppliesTo(StrEnum):
    """Which of the scored URLs a rule judges."""

    ANY = "any"  # every URL, whatever its HTTP status
    HTML = "html"  # HTML pages with status 200
    INDEXABLE = "indexable"  # HTML pages that are neither noindexed nor a variant of another page


class Repair(StrEnum):
    """Where a defect is usually repaired; `weights.REPAIR_HOURS` gives the hours for each."""

    SETTING = "setting"  # one setting for the whole site
    TEMPLATE = "template"  # one template for all pages of a pattern
    CONTENT = "content"  # page by page


class RequiredInput(StrEnum):
    """Data that a rule needs of a site. A rule without it is not measured."""

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
class AuditRule:
    """Metadata that every rule declares.

    Attributes:
        id: the defect as a noun. It never changes.
        severity, category, repair: see these enumerations.
        source: the page of Google, or the standard, that the rule is based on.
        required_inputs: the data that a site must have for the rule to be measured.
        applies_to: the URLs that the rule judges (page scope).
        prerequisites: rules of the same family. A page that one of them grades MISSING counts in full for this rule
            too and is not reported twice, so that adding what was missing never costs points.
        linked_from: whether findings list the pages that link to the URL.
    """

    id: str
    severity: Severity
    category: Category
    source: RuleSource
    repair: Repair
    required_inputs: frozenset[RequiredInput] = frozenset()
    applies_to: AppliesTo = AppliesTo.INDEXABLE
    prerequisites: tuple[str, ...] = ()
    linked_from: bool = False

    @property
    def scope(self) -> RuleScope:
        """What the rule judges."""
        return RuleScope.PAGE

    @property
    def on_page(self) -> bool:
        """Whether the rule is about a page's content. A broken page then counts in full."""
        return self.scope is RuleScope.PAGE and self.applies_to is not AppliesTo.ANY


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRule(AuditRule):
    """A rule about one page by itself."""

    check: PageCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphRule(AuditRule):
    """A rule about one page among the others of its site."""

    check: GraphCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRule(AuditRule):
    """A rule about a whole site."""

    check: SiteCheck

    @property
    def scope(self) -> RuleScope:
        """What the rule judges."""
        return RuleScope.SITE


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionRule(AuditRule):
    """A rule about all sites together. Its check yields (URL, verdict) pairs."""

    check: RegionCheck

    @property
    def scope(self) -> RuleScope:
        """What the rule judges."""
        return RuleScope.REGION


class _RuleClass(Protocol[_CheckT_contra, _RuleT_co]):
    """One of the four rule classes. It ties the type of a check to the rule that the check becomes."""

    def __call__(
        self,
        *,
        id: str,  # noqa: A002 -- the name of the field
        severity: Severity,
        category: Category,
        source: RuleSource,
        repair: Repair,
        required_inputs: frozenset[RequiredInput],
        applies_to: AppliesTo,
        prerequisites: tuple[str, ...],
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
    required_inputs: Iterable[RequiredInput] = (),
    applies_to: AppliesTo = AppliesTo.INDEXABLE,
    prerequisites: tuple[str, ...] = (),
    linked_from: bool = False,
) -> Callable[[_CheckT], _RuleT]:
    """Turn the decorated check into a rule.

    `source` is a key of `RULE_SOURCES`. The other parameters are fields of `AuditRule`.
    """

    def decorate(check: _CheckT) -> _RuleT:
        return kind(
            id=id_,
            severity=severity,
            category=category,
            source=RULE_SOURCES[source],
            repair=repair,
            required_inputs=frozenset(required_inputs),
            applies_to=applies_to,
            prerequisites=prerequisites,
            linked_from=linked_from,
            check=check,
        )

    return decorate
