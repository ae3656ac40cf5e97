"""Extract the main text of a page, without navigation, notices and footers.

A page that marks its main part with one <main> (or role="main") is trusted: everything in it is taken in reading order,
except the regions around content (see `page_regions`). This keeps tables of opening hours and prices, which
text-density methods drop. Without that mark the whole page is read in the same way, except for blocks that consist of
links. Only if the rest is still mostly links, and so cannot be the text of one page, trafilatura is used, which is
seven times slower. On 100 judged pages this gave an F1 of .98 in 2.3 ms a page, trafilatura .88 in 15.7 (see
benchmarks/README.md, also for the limits of this figure).
"""

from __future__ import annotations

import lxml.html

from crawler.extract.page_regions import RegionKind
from crawler.extract.text import collapse_whitespace
from crawler.extract.text_spans import MIN_MENU_LINKS, TextSpan, TextSpans, TopLevelSpans, read_text_spans

MIN_MAIN_WORDS = 5
"""A <main> with fewer words is ignored."""

MAX_SHARE_LEFT_OUT = {
    RegionKind.OUTSIDE: 0.9,
    RegionKind.AROUND: 0.5,
    RegionKind.NAVIGATION: 0.5,
    RegionKind.LINKS: 0.5,
}
"""Maximum share of the text in a region that is left out: one with more has its name for another reason."""

MIN_NAMED_MENU_DENSITY = 0.4
"""Share of characters in links from which a region named like a menu is one; it may contain a heading."""

MIN_MENU_DENSITY = 0.75
"""Share of characters in links from which any block of several links is navigation."""

MIN_CONTENT_SHARE = 0.6
"""Share of the text from which a region named "content" is the page's content: teasers have such names too."""

MAX_TEXT_LINK_DENSITY = 0.35
"""Share of characters in links above which the rest of a page cannot be the text of one page."""

LISTING_RATIO = 2
"""A page that has at least this many times as much text with the lists of links below its title is a list of links
itself, such as the overview of a theme. The same applies to a page of which trafilatura would keep less.
"""


def extract_main_text(tree: lxml.html.HtmlElement) -> str:
    """Return the main text of a page, one line per paragraph, heading, list item or table row; "" when none."""
    spans = read_text_spans(tree)  # not its <body>: the parser leaves some elements outside it
    main_regions = TopLevelSpans(span for span in spans.spans if span.part is RegionKind.MAIN).spans
    if len(main_regions) == 1:
        text = spans.text(main_regions[0], TopLevelSpans(_regions_left_out(spans, main_regions[0])))
        if len(text.split()) >= MIN_MAIN_WORDS:
            return text
    return _text_without_main(tree, spans)


def _regions_left_out(spans: TextSpans, within: TextSpan) -> list[TextSpan]:
    inside = (span for span in spans.spans if span is not within and within.contains(span))
    return [
        span
        for span in inside
        if span.chars <= MAX_SHARE_LEFT_OUT.get(span.part, 0) * within.chars and _is_left_out(span)
    ]


def _is_left_out(span: TextSpan) -> bool:
    if span.part is RegionKind.NAVIGATION:
        return span.links > 0
    return span.part is not RegionKind.LINKS or span.density >= MIN_NAMED_MENU_DENSITY


def _text_without_main(tree: lxml.html.HtmlElement, spans: TextSpans) -> str:
    around = _regions_left_out(spans, spans.whole)
    within = _content(spans, TopLevelSpans(around))
    title = _title(spans, TopLevelSpans(around))
    menus = [span for span in spans.spans if span is not within and within.contains(span) and _is_menu(span, title)]
    left_out = TopLevelSpans(around + menus)
    left, linked = left_out.remaining(within)
    listing = TopLevelSpans(
        around + [span for span in menus if span.part is not RegionKind.PLAIN or span.start < title]
    )
    if listing.remaining(within)[0] >= LISTING_RATIO * left:
        return spans.text(within, listing)
    text = spans.text(within, left_out)
    if linked > MAX_TEXT_LINK_DENSITY * left:
        extracted = _extract_with_trafilatura(tree)
        return extracted if LISTING_RATIO * len(extracted) >= len(text) else text
    return text


def _is_menu(span: TextSpan, title: int) -> bool:
    return span.links >= MIN_MENU_LINKS and span.density >= MIN_MENU_DENSITY and not span.start <= title < span.end


def _title(spans: TextSpans, around: TopLevelSpans) -> int:
    """Return the piece at which the title begins: the first of the highest headings; the end when there is none."""
    own = (heading for heading in spans.headings if not around.contains_piece(heading[1]))
    return min(own, default=("", spans.whole.end))[1]


def _content(spans: TextSpans, around: TopLevelSpans) -> TextSpan:
    """Return the smallest region named as content with most of the text, else the whole."""
    enough = MIN_CONTENT_SHARE * around.remaining(spans.whole)[0]
    named = (span for span in spans.spans if span.part is RegionKind.CONTENT and not around.contains(span))
    large = [span for span in named if around.remaining(span)[0] >= enough]
    return min(large, key=lambda span: span.chars, default=spans.whole)


def _extract_with_trafilatura(tree: lxml.html.HtmlElement) -> str:
    import trafilatura  # takes 0.2 s, and few crawls need it

    try:
        text = trafilatura.extract(tree, fast=True, include_comments=False, include_formatting=False)
    except RecursionError:  # it walks the tree recursively
        return ""
    return "\n".join(filter(None, map(collapse_whitespace, (text or "").splitlines())))
