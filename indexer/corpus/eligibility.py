"""The decision about each page: a search document, or a stated reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from crawler.extract.boilerplate import own_headings
from crawler.records.page import READ_KINDS, Page
from crawler.records.page_events import SOUND
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.corpus.near_duplicates import Cluster
from indexer.corpus.site_statistics import SiteStatistics, gather_site_statistics
from indexer.language.analysis import normalise_text, stem_words, words
from indexer.language.compounds import Lexicon
from indexer.page import document_type
from indexer.page.breadcrumbs import breadcrumb_trail
from indexer.page.council_decisions import CouncilDecision, council_decision
from indexer.page.page_summary import PageOrSummary
from indexer.page.titles import display_title
from indexer.records import dates
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

_SOFT_ERROR = re.compile(
    r"\b(pagina|page) (is |werd |kan )?(niet|not|non) (gevonden|worden gevonden|found|trouvee|bestaat)\b"
    r"|\bpage introuvable\b|\b(error|fout|erreur) ?40[34]\b|^40[34]\b"
    r"|\b(toegang geweigerd|access denied|acces refuse)\b"
)
"""Titles, folded, of pages that say they are not there while the server says they are."""

MAX_SOFT_ERROR_WORDS = 150
"""A longer page is about errors; it is none."""


NameLookup = Callable[[Page, str], tuple[str, ...]]
"""Tells what other sources call the thing that a page with a title is about."""


def build_document(
    page: Page,
    site: Site,
    evidence: SiteStatistics,
    *,
    cluster: Cluster | None = None,
    lexicon: Lexicon | None = None,
    anchors: tuple[str, ...] = (),
    called: NameLookup | None = None,
) -> Document | SkippedPage:
    """Return the search document of a page, or why it has none.

    Args:
        page: what a fetch established.
        site: the site it belongs to.
        evidence: what is known of the site's other pages.
        cluster: the near-identical texts on other sites, None when it stands alone.
        lexicon: the words compounds split into, None to split none.
        anchors: what links call the page.
        called: gives the document's keywords, None for none.
    """
    if skip := check_page(page) or check_within_site(page, evidence):
        return skip
    lexicon = lexicon or Lexicon()
    draft = build_page_document(page, site, evidence, lexicon)
    return complete_document(draft, lexicon, cluster, anchors, called(page, draft.title) if called else ())


def build_page_document(page: Page, site: Site, evidence: SiteStatistics, lexicon: Lexicon) -> Document:
    """Return the document of a page that has one, as far as page and site tell it; `complete_document` does the rest."""
    kind = document_type.classify_page(page)
    event = document_type.single_event(page)
    starts, ends = dates.span_of(event) if event else (None, None)
    decision = council_decision(page) if kind is DocumentType.DECISION else CouncilDecision()
    title = decision.title or display_title(page, evidence.titles)
    headings = _headings(page, title, evidence.template_lines)
    place = dates.place_of(page)
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
        date=dates.date_of(page, kind) if decision.date is None else decision.date,
        starts=starts,
        ends=ends,
        geo=GeoPoint(*place) if place else None,
        cluster=identity,
        sites=(site.id,),
        tier=TYPE_TIERS[kind],
        keywords=tuple(filter(None, [decision.organ])),
        **analysed_fields(
            page.lang, lexicon, title=title, heading="\n".join(headings), body=f"{page.description}\n{page.text}"
        ),
    )


def complete_document(
    draft: Document,
    lexicon: Lexicon,
    cluster: Cluster | None = None,
    anchors: tuple[str, ...] = (),
    called: tuple[str, ...] = (),
) -> Document:
    """Return the document of a draft, with what other pages and other sources say of it: see `build_document`."""
    keywords = (*draft.keywords, *called)
    changes: dict[str, Any] = {"anchors": anchors, "keywords": keywords}
    if cluster:
        changes |= {"cluster": cluster.id, "sites": cluster.sites, "copies": cluster.copies}
        changes["lead"] = cluster.id == draft.id
    if keywords or anchors:
        changes |= analysed_fields(draft.lang, lexicon, called="\n".join((*keywords, *anchors)))
    return with_hash(replace(draft, **changes))


def analysed_fields(lang: str, lexicon: Lexicon, **texts: str) -> dict[str, Any]:
    """Return the fields of a Document that a query's stems are compared with: those of each text, by its name."""
    fields = {}
    for name, text in texts.items():
        found = words(text)
        fields[f"{name}_stems"] = stem_words(found, lang)
        fields[f"{name}_parts"] = lexicon.part_stems(found, lang)
    return fields


def explain_page(page: Page, site: Site, store: PageStore) -> Document | SkippedPage:
    """Return the document of a stored page, or why it has none, from the store alone (one pass over its site)."""
    return build_document(page, site, gather_site_statistics(store, site))


def check_page(page: Page) -> SkippedPage | None:
    """Return why a page can have no document by itself, None when it can."""
    if reason := status_skip_reason(page.status):
        return SkippedPage(page.url, reason, _UNANSWERED[reason](page))
    for reason, applies, detail in _REASONS:
        if applies(page):
            return SkippedPage(page.url, reason, detail(page))
    return None


def check_within_site(page: PageOrSummary, evidence: SiteStatistics) -> SkippedPage | None:
    """Return why a page has no document beside the other pages, None when it has.

    A canonical is followed to a page that there is; where it leads to none, the page itself is all citizens can find.
    """
    target = page.canonical
    if page.meta_refresh not in {None, page.url} | evidence.template_redirects:
        return SkippedPage(page.url, "redirect", f"it sends visitors on to {page.meta_refresh}")
    if target and target != page.url and target in evidence.available_urls:
        return SkippedPage(page.url, "canonical-elsewhere", f"its canonical says that {target} is the page to show")
    if keeper := evidence.canonical_duplicates.get(page.url):
        return SkippedPage(page.url, "duplicate", f"{keeper} has the same title and text, and a shorter address")
    if evidence.error_page_title and normalise_text(page.title) == evidence.error_page_title and page.word_count < MAX_SOFT_ERROR_WORDS:
        return SkippedPage(page.url, "soft-error", "it looks like the site's answer for an address that does not exist")
    return None


def _headings(page: Page, title: str, repeated: frozenset[int]) -> tuple[str, ...]:
    """Return the headings of the page itself that say more than its title, each once."""
    named = {normalise_text(title), normalise_text(page.title)}
    own = own_headings(page, repeated)
    return tuple(dict.fromkeys(item.text for item in own if item.text and normalise_text(item.text) not in named))


def _without_title(text: str, *titles: str) -> str:
    """Return a text without the title that it begins with, which stands above every excerpt already."""
    first, _, rest = text.partition("\n")
    return rest if rest and normalise_text(first.strip()) in {normalise_text(title) for title in titles} else text


def _says_error(page: Page) -> bool:
    named: Iterable[str] = (page.title, *(item.text for item in page.headings[:1]))
    return page.word_count < MAX_SOFT_ERROR_WORDS and any(_SOFT_ERROR.search(normalise_text(text)) for text in named)


def status_skip_reason(status: int) -> str | None:
    """Return the reason why an answer with that status is no document, None for one that may be."""
    if status == SOUND:
        return None
    if status == 0:
        return "no-answer"
    return "redirect" if 300 <= status < 400 else "gone" if status in {404, 410} else "status"


_UNANSWERED: dict[str, Callable[[Page], str]] = {
    "no-answer": lambda page: f"the server gave no answer ({page.error or 'unknown'})",
    "redirect": lambda page: f"it answers {page.status} and leads to {page.redirect or 'nowhere'}",
    "gone": lambda page: f"the server says it is not there ({page.status})",
    "status": lambda page: f"the server answered {page.status}",
}
"""What is said of each reason in `status_skip_reason`."""

_REASONS: tuple[tuple[str, Callable[[Page], bool], Callable[[Page], str]], ...] = (
    ("noindex", lambda page: page.noindex, lambda _: "its robots directive says noindex"),
    (
        "not-text",
        lambda page: page.kind not in READ_KINDS,
        lambda page: f"it is {page.content_type or 'of an unknown type'}, which has no text to search",
    ),
    (
        "unreadable",
        lambda page: page.error is not None and not page.text,
        lambda page: f"it could not be read: {page.error}",
    ),
    ("empty", lambda page: not page.text.strip(), lambda _: "it holds no text of its own"),
    ("soft-error", _says_error, lambda page: f'its title "{page.title}" says that the page is not there'),
)
"""(reason, when it applies, what it says), the first that applies wins."""
