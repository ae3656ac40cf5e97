"""Document builder: turn a crawled page into its search document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from crawler.extract.template_lines import own_headings
from crawler.records.page import Page
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.corpus.eligibility import check_page
from indexer.corpus.shared_texts import DuplicateCluster
from indexer.corpus.site_eligibility import check_within_site
from indexer.corpus.site_statistics import SiteStatistics, gather_site_statistics
from indexer.language.analysis import normalise_text, stem_words, words
from indexer.language.compounds import Lexicon
from indexer.page import time_and_place
from indexer.page.breadcrumbs import breadcrumb_trail
from indexer.page.council_decisions import CouncilDecision, council_decision
from indexer.page.document_type import classify_page, single_event
from indexer.page.titles import display_title
from indexer.records.document import (
    MAX_BODY_LENGTH,
    TYPE_TIERS,
    Document,
    DocumentType,
    GeoPoint,
    SkippedPage,
    document_id,
    with_hash,
)

ExternalKeywords = Callable[[Page, str], tuple[str, ...]]
"""Called with a page and its title; returns the keywords that external sources have for it."""


def build_document(
    page: Page,
    site: Site,
    statistics: SiteStatistics,
    *,
    cluster: DuplicateCluster | None = None,
    lexicon: Lexicon | None = None,
    anchors: tuple[str, ...] = (),
    external_keywords: ExternalKeywords | None = None,
) -> Document | SkippedPage:
    """Return the search document of a page, or why it is skipped.

    Args:
        page: the crawled page.
        site: the site it belongs to.
        statistics: what is known of all pages of the site.
        cluster: the near-identical texts on other sites, None when there are none.
        lexicon: the words that compounds are split into, None to split none.
        anchors: the texts of links to the page.
        external_keywords: looks up keywords from external sources, None for none.
    """
    if skip := check_page(page, site.url) or check_within_site(page, statistics):
        return skip
    lexicon = lexicon or Lexicon()
    document = build_page_document(page, site, statistics, lexicon)
    keywords = external_keywords(page, document.title) if external_keywords else ()
    return complete_document(document, lexicon, cluster, anchors, keywords)


def build_page_document(page: Page, site: Site, statistics: SiteStatistics, lexicon: Lexicon) -> Document:
    """Return the part of a document that depends only on the page and its site; `complete_document` adds the rest."""
    kind = classify_page(page)
    event = single_event(page)
    starts, ends = time_and_place.event_span(event) if event else (None, None)
    decision = council_decision(page) if kind is DocumentType.DECISION else CouncilDecision()
    title = decision.title or display_title(page, statistics.titles)
    headings = _headings(page, title, statistics.template_lines)
    location = time_and_place.single_location(page)
    identity = document_id(page.url)
    return Document(
        id=identity,
        url=page.url,
        site=site.id,
        source="web",
        type=kind,
        title=title,
        trail=breadcrumb_trail(page),
        headings=headings,
        body=_without_title(page.text, title, page.title)[:MAX_BODY_LENGTH],
        description=page.description,
        lang=page.lang,
        date=time_and_place.document_date(page, kind) if decision.date is None else decision.date,
        starts=starts,
        ends=ends,
        geo=GeoPoint(*location) if location else None,
        cluster=identity,
        sites=(site.id,),
        tier=TYPE_TIERS[kind],
        keywords=tuple(filter(None, [decision.organ])),
        **analysed_fields(
            page.lang, lexicon, title=title, heading="\n".join(headings), body=f"{page.description}\n{page.text}"
        ),
    )


def complete_document(
    document: Document,
    lexicon: Lexicon,
    cluster: DuplicateCluster | None = None,
    anchors: tuple[str, ...] = (),
    external_keywords: tuple[str, ...] = (),
) -> Document:
    """Return a document of `build_page_document` with the data that other pages and external sources add."""
    keywords = (*document.keywords, *external_keywords)
    changes: dict[str, Any] = {"anchors": anchors, "keywords": keywords}
    if cluster:
        changes |= {"cluster": cluster.id, "sites": cluster.sites, "copies": cluster.copies}
        changes["lead"] = cluster.id == document.id
    if keywords or anchors:
        changes |= analysed_fields(document.lang, lexicon, called="\n".join((*keywords, *anchors)))
    return with_hash(replace(document, **changes))


def analysed_fields(lang: str, lexicon: Lexicon, **texts: str) -> dict[str, Any]:
    """Return the fields `<name>_stems` and `<name>_parts` of a Document for each of `texts`, given by name."""
    fields = {}
    for name, text in texts.items():
        found = words(text)
        fields[f"{name}_stems"] = stem_words(found, lang)
        fields[f"{name}_parts"] = lexicon.part_stems(found, lang)
    return fields


def explain_page(page: Page, site: Site, store: PageStore) -> Document | SkippedPage:
    """Return the document of a stored page, or why it is skipped, from the page store alone.

    This reads all pages of the site once.
    """
    return build_document(page, site, gather_site_statistics(store, site))


def _headings(page: Page, title: str, template_lines: frozenset[int]) -> tuple[str, ...]:
    """Return the page's own headings without its title and without repetitions."""
    titles = {normalise_text(title), normalise_text(page.title)}
    own = own_headings(page, template_lines)
    return tuple(dict.fromkeys(item.text for item in own if item.text and normalise_text(item.text) not in titles))


def _without_title(text: str, *titles: str) -> str:
    """Return a text without a first line that repeats the title, since results show the title above the excerpt."""
    first, _, rest = text.partition("\n")
    return rest if rest and normalise_text(first.strip()) in {normalise_text(title) for title in titles} else text
