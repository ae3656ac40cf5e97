"""Helpers of the tests of site rules: changes that break a correct site in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from crawler.records.page import Canonical, PageRegion

ROOT = "https://www.kuurne.be"
Change = Callable[[Any], Any]

NEWS_PATHS = tuple(f"/nieuws/n{number}" for number in range(12))


def site_grades(cases: list[tuple[str, Any, dict[str, str]]]) -> Callable[..., None]:
    """Return a test that a rule finds a defect at its URLs only; a case is (rule, change, grade by path)."""

    @pytest.mark.parametrize(("rule", "change", "expected"), cases)
    def test(sound: Any, rule: str, change: Any, expected: dict[str, str]) -> None:
        change(sound)
        assert sound.found(rule) == expected

    return test


def site_passes(cases: list[tuple[str, Any]]) -> Callable[..., None]:
    """Return a test that a changed site passes a rule; a case is (rule, change)."""

    @pytest.mark.parametrize(("rule", "change"), cases)
    def test(sound: Any, rule: str, change: Any) -> None:
        change(sound)
        assert sound.found(rule) == {}

    return test


def robots(body: str, status: int = 200) -> Change:
    """Serve this robots.txt."""

    def change(site: Any) -> None:
        site.robots = site.file("robots", "/robots.txt", body.encode(), status)

    return change


def probe(status: int, body: bytes = b"") -> Change:
    """Set the response to a URL that does not exist."""

    def change(site: Any) -> None:
        site.probe = site.file("probe", "/bestaat-niet-4711", body, status)

    return change


def sitemap(body: str, status: int = 200, **more: Any) -> Change:
    """Serve a sitemap with this content."""

    def change(site: Any) -> None:
        site.sitemap = site.file("sitemap", "/sitemap.xml", body.encode(), status, **more)

    return change


def listed(*paths: str, lastmod: str = "") -> Change:
    """Serve a sitemap that lists the home page and these paths."""

    def change(site: Any) -> None:
        site.list_in_sitemap("/", *paths, lastmod=lastmod)

    return change


def changed(path: str, **changes: Any) -> Change:
    """Change properties of a page."""
    return lambda site: site.change(path, **changes)


def set_canonical(path: str, target: str) -> Change:
    """Give a page another page as its canonical."""
    return changed(path, canonicals=(Canonical(ROOT + target, ROOT + target, PageRegion.HEAD),))


def answers(path: str, target: str | None = None, **answer: Any) -> Change:
    """Add a URL with this response, linked from the text of /afval."""

    def change(site: Any) -> None:
        if target is not None:
            answer["redirect"] = ROOT + target
            answer.setdefault("status", 301)
        site.add(site.page(path, **answer))
        site.link_to(path)

    return change


def several(*changes: Any) -> Change:
    """Combine several changes."""

    def change(site: Any) -> None:
        for one in changes:
            one(site)

    return change


def copied(path: str, from_: str, count: int = 120, tail: str = "") -> Change:
    """Give the page at `path` the first words of another one, and its own `tail`."""

    def change(site: Any) -> None:
        text = " ".join(site.pages[ROOT + from_].text.split()[:count]) + tail
        site.change(path, text=text, text_hash="copy" if tail else site.pages[ROOT + from_].text_hash)

    return change


def deep(clicks: int) -> Change:
    """A row of pages, each linked only from the one before, the last `clicks` from the home page."""

    def change(site: Any) -> None:
        for number in range(2, clicks + 1):
            site.add(replace(site.pages[f"{ROOT}/afval"], url=f"{ROOT}/rij/r{number}", canonicals=()))
            site.change(f"/rij/r{number}", links=())
            site.link_to(f"/rij/r{number}", "/afval" if number == 2 else f"/rij/r{number - 1}")

    return change


def unlinked(path: str) -> Change:
    """Remove every link to a page."""

    def change(site: Any) -> None:
        for page in list(site.pages.values()):
            site.add(replace(page, links=tuple(link for link in page.links if link.url != ROOT + path)))

    return change
