"""Cached documents: what is cached of each page, and when it is computed again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from crawler.extract.template_lines import line_digest
from crawler.records.page import BodyKind, Heading, Page
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.corpus import cache as cache_module
from indexer.corpus import cached_documents as cached_documents_module
from indexer.corpus.cached_documents import CachedDocument, cached_documents
from indexer.corpus.document_builder import build_document, build_page_document, complete_document
from indexer.corpus.site_statistics import SiteStatistics
from indexer.language.compounds import Lexicon
from indexer.page.titles import TitlePatterns
from indexer.records.document import Document, SkippedPage
from tests.unit.indexer.records import KUURNE, page, save

HOME = "https://www.kuurne.be/"
LEXICON = Lexicon({"afval": 5, "kalender": 4})
PAGES = (
    page("afval", titles=("Afvalkalender | Kuurne",), text="De afvalkalender staat online."),
    page(
        "contact",
        titles=("Contact",),
        headings=(Heading(1, "Contact"), Heading(2, "Gemeentehuis Kuurne")),
        text="Contact\nGemeentehuis Kuurne\nTelefoon 056 00 25 00.",
    ),
    page("leeg", text=""),
    page("weg", status=404),
    page("agenda.bin", kind=BodyKind.OTHER, content_type="application/octet-stream", text=""),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PageStore]:
    """A store with these pages."""
    with PageStore.open(tmp_path / "pages.db") as opened:
        save(opened, *PAGES)
        yield opened


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the pages whose documents are computed, in order."""
    addresses: list[str] = []

    def noting(page: Page, *more: Any) -> Document:
        addresses.append(page.url.removeprefix(HOME))
        return build_page_document(page, *more)

    monkeypatch.setattr(cached_documents_module, "build_page_document", noting)
    return addresses


def contents_of(
    store: PageStore, site: Site = KUURNE, statistics: SiteStatistics | None = None, lexicon: Lexicon = LEXICON
) -> list[tuple[Any, ...]]:
    """Return document, places and page (or the reason to skip it) of each of a site's pages."""
    found = cached_documents(store, site, statistics or SiteStatistics(), lexicon)
    return [
        (each.document, each.places, each.read_page())
        if isinstance(each, CachedDocument)
        else (each.url, each.reason, each.detail)
        for each in found
    ]


def test_the_second_time_all_is_the_same_and_nothing_is_made(store: PageStore, made: list[str]) -> None:
    """Documents, places and reasons are the same when they come from the cache."""
    first = contents_of(store)
    assert ["afval", "contact"] == made
    assert [3, 3, 3, 3, 3] == [len(each) for each in first]
    assert {"empty", "gone", "not-text"} == {each[1] for each in first if isinstance(each[1], str)}
    assert ["056 00 25 00"] == [place.telephone for each in first if isinstance(each[1], tuple) for place in each[1]]
    made.clear()
    assert (first, []) == (contents_of(store), made)


def test_a_cached_document_that_is_completed_is_the_document_of_its_page(store: PageStore) -> None:
    """A completed cached document equals the document that is built at once."""
    for _ in range(2):
        for each in cached_documents(store, KUURNE, SiteStatistics(), LEXICON):
            if isinstance(each, CachedDocument):
                whole = build_document(
                    each.read_page(), KUURNE, SiteStatistics(), lexicon=LEXICON, anchors=("Ophaling",)
                )
                assert whole == complete_document(each.document, LEXICON, anchors=("Ophaling",))


def other_code(_: PageStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change the code."""
    monkeypatch.setattr(cache_module, "code_digest", lambda: b"another version")


def another_answer(store: PageStore, _: pytest.MonkeyPatch) -> None:
    """Fetch a page again with another text."""
    save(store, replace(PAGES[0], text="De afvalkalender ligt ook in het gemeentehuis."))


def repeated_line(store: PageStore, _: pytest.MonkeyPatch) -> None:
    """Store a template line of the site."""
    store.save_template_lines(KUURNE.id, [line_digest("Gemeentehuis Kuurne")])


@pytest.mark.parametrize(
    ("change", "more", "expected"),
    [
        (other_code, {}, ["afval", "contact"]),
        (another_answer, {}, ["afval"]),
        (repeated_line, {}, ["afval", "contact"]),
        (None, {"lexicon": Lexicon({"afval": 5, "kalender": 3})}, ["afval", "contact"]),
        (None, {"site": replace(KUURNE, name="Groot Kuurne")}, ["afval", "contact"]),
        (
            None,
            {"statistics": SiteStatistics(titles=TitlePatterns(affixes=frozenset({"kuurne"})))},
            ["afval", "contact"],
        ),
        (
            None,
            {"statistics": SiteStatistics(titles=TitlePatterns(generic_titles=frozenset({"contact"})))},
            ["afval", "contact"],
        ),
        (None, {"statistics": SiteStatistics(available_urls=frozenset({HOME}))}, []),
    ],
    ids=["code", "page", "template", "lexicon", "site", "endings", "empty titles", "what a draft is not made of"],
)
def test_a_document_is_computed_again_when_something_it_is_made_of_changed(
    store: PageStore,
    made: list[str],
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[PageStore, pytest.MonkeyPatch], None] | None,
    more: dict[str, Any],
    expected: list[str],
) -> None:
    """The result is the same as without a cache."""
    contents_of(store)
    made.clear()
    if change:
        change(store, monkeypatch)
    if change is repeated_line:
        more = {"statistics": SiteStatistics(template_lines=store.template_lines(KUURNE.id))}
    again = contents_of(store, **more)
    assert expected == made
    monkeypatch.setattr(cache_module, "code_digest", lambda: b"never seen")
    assert again == contents_of(store, **more)


def test_what_other_pages_say_decides_at_each_sync(store: PageStore) -> None:
    """A page that is a duplicate of another one is skipped, whatever is cached."""
    contents_of(store)
    statistics = SiteStatistics(canonical_duplicates={f"{HOME}afval": f"{HOME}a"})
    decided = next(iter(cached_documents(store, KUURNE, statistics, LEXICON)))
    assert isinstance(decided, SkippedPage)
    assert (f"{HOME}afval", "duplicate") == (decided.url, decided.reason)


def test_what_another_program_put_beside_a_page_is_not_believed(store: PageStore, made: list[str]) -> None:
    """A value with another key is replaced by a computed one."""
    store.save_derived("draft", KUURNE.id, [(f"{HOME}afval", b"key", b"\x00 no draft")])
    first = contents_of(store)
    made.clear()
    assert (first, []) == (contents_of(store), made)


def test_the_code_is_told_apart_by_its_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each file of both packages is part of the digest, also those that are not Python."""
    for package in cache_module.CODE_PACKAGES:
        (tmp_path / package).mkdir()
    monkeypatch.setattr(cache_module, "__file__", str(tmp_path / "indexer" / "corpus" / "cache.py"))
    seen = set()
    for name, text in (
        ("crawler/records/page.py", "a = 1"),
        ("crawler/records/page.py", "a = 2"),
        ("indexer/words.txt", "de"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        seen.add(cache_module.code_digest.__wrapped__())
    assert 3 == len(seen)


def test_a_newer_library_is_other_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a different digest, also where the project itself is not installed."""
    before = cache_module.code_digest.__wrapped__()
    monkeypatch.setattr(metadata, "version", lambda name: f"{name} of tomorrow")
    newer = cache_module.code_digest.__wrapped__()

    def unknown(name: str) -> list[str]:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", unknown)
    assert 3 == len({before, newer, cache_module.code_digest.__wrapped__()})
