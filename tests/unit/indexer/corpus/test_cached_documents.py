"""What is kept of each page from one sync to the next, and when it is made again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from crawler.extract.boilerplate import line_digest
from crawler.records.page import BodyKind, Heading, Page
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.corpus import cache as kept_module
from indexer.corpus import cached_documents as drafts_module
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
    """The addresses of the pages that a draft was made of, as they are made."""
    addresses: list[str] = []

    def noting(page: Page, *more: Any) -> Document:
        addresses.append(page.url.removeprefix(HOME))
        return build_page_document(page, *more)

    monkeypatch.setattr(drafts_module, "build_page_document", noting)
    return addresses


def drafted(
    store: PageStore, site: Site = KUURNE, evidence: SiteStatistics | None = None, lexicon: Lexicon = LEXICON
) -> list[tuple[Any, ...]]:
    """Return all that there is to tell of a site's pages."""
    found = cached_documents(store, site, evidence or SiteStatistics(), lexicon)
    return [
        (each.document, each.places, each.read_page())
        if isinstance(each, CachedDocument)
        else (each.url, each.reason, each.detail)
        for each in found
    ]


def test_the_second_time_all_is_the_same_and_nothing_is_made(store: PageStore, made: list[str]) -> None:
    """Documents, places and reasons come out of the store as they went in."""
    first = drafted(store)
    assert ["afval", "contact"] == made
    assert [3, 3, 3, 3, 3] == [len(each) for each in first]
    assert {"empty", "gone", "not-text"} == {each[1] for each in first if isinstance(each[1], str)}
    assert ["056 00 25 00"] == [place.telephone for each in first if isinstance(each[1], tuple) for place in each[1]]
    made.clear()
    assert (first, []) == (drafted(store), made)


def test_a_draft_that_is_completed_is_the_document_of_its_page(store: PageStore) -> None:
    """There is one way from a page to its document, whether its draft was kept or not."""
    for _ in range(2):
        for each in cached_documents(store, KUURNE, SiteStatistics(), LEXICON):
            if isinstance(each, CachedDocument):
                whole = build_document(
                    each.read_page(), KUURNE, SiteStatistics(), lexicon=LEXICON, anchors=("Ophaling",)
                )
                assert whole == complete_document(each.document, LEXICON, anchors=("Ophaling",))


def other_code(_: PageStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change the code."""
    monkeypatch.setattr(kept_module, "code_digest", lambda: b"another version")


def another_answer(store: PageStore, _: pytest.MonkeyPatch) -> None:
    """Fetch a page again that says something else."""
    save(store, replace(PAGES[0], text="De afvalkalender ligt ook in het gemeentehuis."))


def repeated_line(store: PageStore, _: pytest.MonkeyPatch) -> None:
    """Find a line that most pages of the site repeat."""
    store.save_template_lines(KUURNE.id, [line_digest("Gemeentehuis Kuurne")])


@pytest.mark.parametrize(
    ("change", "more", "expected"),
    [
        (other_code, {}, ["afval", "contact"]),
        (another_answer, {}, ["afval"]),
        (repeated_line, {}, ["afval", "contact"]),
        (None, {"lexicon": Lexicon({"afval": 5, "kalender": 3})}, ["afval", "contact"]),
        (None, {"site": replace(KUURNE, name="Groot Kuurne")}, ["afval", "contact"]),
        (None, {"evidence": SiteStatistics(titles=TitlePatterns(affixes=frozenset({"kuurne"})))}, ["afval", "contact"]),
        (
            None,
            {"evidence": SiteStatistics(titles=TitlePatterns(generic_titles=frozenset({"contact"})))},
            ["afval", "contact"],
        ),
        (None, {"evidence": SiteStatistics(available_urls=frozenset({HOME}))}, []),
    ],
    ids=["code", "page", "template", "lexicon", "site", "endings", "empty titles", "what a draft is not made of"],
)
def test_a_draft_is_made_again_when_something_it_is_made_of_changed(
    store: PageStore,
    made: list[str],
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[PageStore, pytest.MonkeyPatch], None] | None,
    more: dict[str, Any],
    expected: list[str],
) -> None:
    """And what comes out is what a store gives that never kept anything."""
    drafted(store)
    made.clear()
    if change:
        change(store, monkeypatch)
    if change is repeated_line:
        more = {"evidence": SiteStatistics(template_lines=store.template_lines(KUURNE.id))}
    again = drafted(store, **more)
    assert expected == made
    monkeypatch.setattr(kept_module, "code_digest", lambda: b"never seen")
    assert again == drafted(store, **more)


def test_what_other_pages_say_decides_at_each_sync(store: PageStore) -> None:
    """A page that another one stands for has no document, whatever is kept beside it."""
    drafted(store)
    evidence = SiteStatistics(canonical_duplicates={f"{HOME}afval": f"{HOME}a"})
    decided = next(iter(cached_documents(store, KUURNE, evidence, LEXICON)))
    assert isinstance(decided, SkippedPage)
    assert (f"{HOME}afval", "duplicate") == (decided.url, decided.reason)


def test_what_another_program_put_beside_a_page_is_not_believed(store: PageStore, made: list[str]) -> None:
    """Its key is not the one of what we would make, so the draft is made and replaces it."""
    store.save_derived("draft", KUURNE.id, [(f"{HOME}afval", b"key", b"\x00 no draft")])
    first = drafted(store)
    made.clear()
    assert (first, []) == (drafted(store), made)


def test_the_code_is_told_apart_by_its_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each file of both packages counts, also one that is no Python."""
    for package in kept_module.CODE_PACKAGES:
        (tmp_path / package).mkdir()
    monkeypatch.setattr(kept_module, "__file__", str(tmp_path / "indexer" / "corpus" / "cache.py"))
    seen = set()
    for name, text in (
        ("crawler/records/page.py", "a = 1"),
        ("crawler/records/page.py", "a = 2"),
        ("indexer/words.txt", "de"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        seen.add(kept_module.code_digest.__wrapped__())
    assert 3 == len(seen)


def test_a_newer_library_is_other_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the project itself is not installed, there is a digest, another one."""
    before = kept_module.code_digest.__wrapped__()
    monkeypatch.setattr(metadata, "version", lambda name: f"{name} of tomorrow")
    newer = kept_module.code_digest.__wrapped__()

    def unknown(name: str) -> list[str]:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "requires", unknown)
    assert 3 == len({before, newer, kept_module.code_digest.__wrapped__()})
