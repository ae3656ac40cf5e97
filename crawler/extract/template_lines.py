"""TemplateLines: find the lines that a site repeats on most of its pages, because they belong to its template.

A single page does not show which of its lines are repeated; a site does. `TemplateLines` collects the pages of one site
and returns the lines that most of them contain; `strip_lines` removes these from a page's main text.
"""

from __future__ import annotations

import dataclasses
import hashlib
import heapq
from array import array

from crawler.extract.text import collapse_whitespace, text_hash
from crawler.records.http_status import STATUS_OK
from crawler.records.page import BodyKind, Heading, Page

MIN_TEMPLATE_PAGES = 20
"""Minimum number of pages of a site: of five pages, three may well share a real sentence."""

MIN_TEMPLATE_SHARE = 0.5
"""A line on more than this share of a site's pages belongs to its template.

On eight real sites (3,735 pages) every line above it was part of the template. The next most frequent ones, at .43 and
below, are content: "}" in examples of code, "Om toegang te krijgen tot deze functie..", "Opmerking".
"""

MAX_PAGES_SAMPLED = 2000
"""Pages counted per site, those with the smallest digests of their URLs: a sample that depends neither on order nor on
chance. The standard error of a share of one half is 1.1%, and memory stays below 20 MB whatever the site's size.
Smaller sites are counted in full.
"""

MAX_LINES_PER_PAGE = 1000
"""Distinct lines counted per page, from its start and its end, where templates put theirs."""


_LENGTH_BITS = 0xFFFF
"""The bits of a digest that contain the length of its line, so that most lines can be compared without a digest."""


def line_digest(line: str) -> int:
    """Return 64 bits for a line, signed as databases require, the same in every process."""
    data = hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=6).digest()
    return int.from_bytes(data, "big", signed=True) << 16 | len(line) & _LENGTH_BITS


class TemplateLines:
    """Counts on how many pages of one site each line of main text and each heading occurs.

    The result depends only on the pages, not on their order.
    """

    def __init__(self, sample: int = MAX_PAGES_SAMPLED) -> None:
        self._sample = sample
        self._pages: list[tuple[int, str, array[int]]] = []  # a heap: the page that leaves the sample first is first

    def add(self, page: Page) -> None:
        """Add a page, once. Only HTML with status 200 counts."""
        if page.kind is not BodyKind.HTML or page.status != STATUS_OK:
            return
        rank = -line_digest(page.url)
        if len(self._pages) < self._sample:
            heapq.heappush(self._pages, (rank, page.url, _digests(page)))
        elif (rank, page.url) > self._pages[0][:2]:
            heapq.heapreplace(self._pages, (rank, page.url, _digests(page)))

    def lines(self) -> frozenset[int]:
        """Return the digests of the lines on more than `MIN_TEMPLATE_SHARE` of the pages.

        There are none with fewer than `MIN_TEMPLATE_PAGES` pages.
        """
        if len(self._pages) < MIN_TEMPLATE_PAGES:
            return frozenset()
        counts: dict[int, int] = {}
        for _, _, lines in self._pages:
            for line in lines:
                counts[line] = counts.get(line, 0) + 1
        return frozenset(line for line, count in counts.items() if count > MIN_TEMPLATE_SHARE * len(self._pages))


def _digests(page: Page) -> array[int]:
    lines = page.text.split("\n")
    if len(lines) > MAX_LINES_PER_PAGE:
        lines = lines[: MAX_LINES_PER_PAGE // 2] + lines[-MAX_LINES_PER_PAGE // 2 :]
    distinct = {*lines, *(heading.text for heading in page.headings[:MAX_LINES_PER_PAGE])} - {""}
    return array("q", map(line_digest, distinct))


def strip_lines(page: Page, template: frozenset[int]) -> Page:
    """Return the page without the template lines in `text`; the page itself when it has none, or nothing else.

    The line that names the page (see `_names`) stays even if most pages have it. `text_hash` follows the text;
    `headings`, `lang` and `lang_detected` do not change: they are facts of the page as it was sent.

    Args:
        page: any page; only HTML is changed.
        template: the result of `TemplateLines.lines` for its site.
    """
    if not template or page.kind is not BodyKind.HTML:
        return page
    lines = page.text.split("\n")
    lengths = {number & _LENGTH_BITS for number in template}
    found = {line for line in lines if len(line) & _LENGTH_BITS in lengths and line_digest(line) in template}
    removed = found - _names(page, template) if found else found
    if not removed:
        return page
    text = "\n".join(line for line in lines if line not in removed)
    return dataclasses.replace(page, text=text, text_hash=text_hash(text)) if text else page


def own_headings(page: Page, template: frozenset[int]) -> tuple[Heading, ...]:
    """Return the headings of a page that are not in its site's template; those that name the page stay."""
    if not template:
        return page.headings
    names = _names(page, template)
    return tuple(item for item in page.headings if item.text in names or line_digest(item.text) not in template)


def _names(page: Page, template: frozenset[int]) -> set[str]:
    """Return the lines that name a page: its own headings where any can, or else each h1 and its title.

    An own heading is one that the site does not repeat, and is an h1 or part of the title. A site that writes its name
    in an h1 above the page's own heading loses the former. One that gives every page the same h1 and nothing else keeps
    it, since nothing else says what the page is.
    """
    title = collapse_whitespace(page.title)
    first = {heading.text for heading in page.headings if heading.level == 1 and heading.text}
    named = first | {heading.text for heading in page.headings if heading.text and heading.text in title}
    own = {text for text in named if line_digest(text) not in template}
    return own or first | {title}
