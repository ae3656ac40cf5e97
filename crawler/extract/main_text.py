"""Main text of a page, free of navigation, notices and footers.

A page that marks its main part with one <main> (or role="main") is believed: everything in it is kept in reading
order, less what surrounds content by its own account (see `surroundings`). That keeps tables of opening hours and
prices, which text-density methods drop. Without that mark the whole page is read in the same way, less the blocks
that are nothing but links. Only where what is left is still largely links, so that it cannot be the text of one page,
is trafilatura asked, which costs seven times as much. On 100 judged pages this gave an F1 of .98 in 2.3 ms a page,
trafilatura .88 in 15.7 (benchmarks/README.md, also on what that is worth).
"""

from __future__ import annotations

import lxml.html

from crawler.extract.page_regions import RegionKind
from crawler.extract.text import collapse_whitespace
from crawler.extract.text_spans import MIN_MENU_LINKS, TextSpan, TextSpans, TopLevelSpans, read_text_spans

MIN_MAIN_WORDS = 5
"""A <main> with fewer words than this marks nothing."""

MAX_SHARE_LEFT_OUT = {
    RegionKind.OUTSIDE: 0.9,
    RegionKind.AROUND: 0.5,
    RegionKind.NAVIGATION: 0.5,
    RegionKind.LINKS: 0.5,
}
"""Share of the text that a part of its surroundings can hold: what holds more has its name for another reason."""

MIN_NAMED_MENU_DENSITY = 0.4
"""Share of characters in links from which a part with the name of a menu is one: a heading may stand above it."""

MIN_MENU_DENSITY = 0.75
"""Share of characters in links from which any block of several links is navigation."""

MIN_CONTENT_SHARE = 0.6
"""Share of the text that a part named "content" holds when it is the page's: a teaser has such names too."""

MAX_TEXT_LINK_DENSITY = 0.35
"""Share of characters in links from which what is left of a page cannot be the text of one."""

LISTING_RATIO = 2
"""A page whose lists of links below its title are longer than its text, so that it has this many times as much with
them, is a list of links itself, such as the overview of a theme; likewise one of which trafilatura would keep less."""


def extract_main_text(tree: lxml.html.HtmlElement) -> str:
    """Return the main text of a page, one line a paragraph, heading, list item or table row; "" when none."""
    reading = read_text_spans(tree)  # not its <body>: the parser leaves some elements beside it
    marked = TopLevelSpans(span for span in reading.spans if span.part is RegionKind.MAIN).spans
    if len(marked) == 1:
        text = reading.text(marked[0], TopLevelSpans(_around(reading, marked[0])))
        if len(text.split()) >= MIN_MAIN_WORDS:
            return text
    return _unmarked(tree, reading)


def _around(reading: TextSpans, within: TextSpan) -> list[TextSpan]:
    inside = (span for span in reading.spans if span is not within and within.contains(span))
    return [
        span
        for span in inside
        if span.chars <= MAX_SHARE_LEFT_OUT.get(span.part, 0) * within.chars and _surrounds(span)
    ]


def _surrounds(span: TextSpan) -> bool:
    if span.part is RegionKind.NAVIGATION:
        return span.links > 0
    return span.part is not RegionKind.LINKS or span.density >= MIN_NAMED_MENU_DENSITY


def _unmarked(tree: lxml.html.HtmlElement, reading: TextSpans) -> str:
    around = _around(reading, reading.whole)
    within = _content(reading, TopLevelSpans(around))
    title = _title(reading, TopLevelSpans(around))
    menus = [span for span in reading.spans if span is not within and within.contains(span) and _is_menu(span, title)]
    left_out = TopLevelSpans(around + menus)
    left, linked = left_out.remaining(within)
    listing = TopLevelSpans(
        around + [span for span in menus if span.part is not RegionKind.PLAIN or span.start < title]
    )
    if listing.remaining(within)[0] >= LISTING_RATIO * left:
        return reading.text(within, listing)
    text = reading.text(within, left_out)
    if linked > MAX_TEXT_LINK_DENSITY * left:
        extracted = _extracted(tree)
        return extracted if LISTING_RATIO * len(extracted) >= len(text) else text
    return text


def _is_menu(span: TextSpan, title: int) -> bool:
    return span.links >= MIN_MENU_LINKS and span.density >= MIN_MENU_DENSITY and not span.start <= title < span.end


def _title(reading: TextSpans, around: TopLevelSpans) -> int:
    """Return the piece at which the title begins: the first of the highest headings; the end when there is none."""
    own = (heading for heading in reading.headings if not around.contains_piece(heading[1]))
    return min(own, default=("", reading.whole.end))[1]


def _content(reading: TextSpans, around: TopLevelSpans) -> TextSpan:
    """Return the smallest part named as content that holds most of the text, else the whole."""
    enough = MIN_CONTENT_SHARE * around.remaining(reading.whole)[0]
    named = (span for span in reading.spans if span.part is RegionKind.CONTENT and not around.contains(span))
    large = [span for span in named if around.remaining(span)[0] >= enough]
    return min(large, key=lambda span: span.chars, default=reading.whole)


def _extracted(tree: lxml.html.HtmlElement) -> str:
    import trafilatura  # 0.2 s, and few crawls ever need it

    try:
        text = trafilatura.extract(tree, fast=True, include_comments=False, include_formatting=False)
    except RecursionError:  # it goes through the tree by recursion
        return ""
    return "\n".join(filter(None, map(collapse_whitespace, (text or "").splitlines())))
