"""The breadcrumb that a page displays."""

from __future__ import annotations

import pytest

from crawler.extract.breadcrumb import read_breadcrumb
from crawler.extract.html import parse_html
from crawler.records.page import Crumb

BASE = "https://www.kuurne.be/afval/pmd"
HOME, WASTE = Crumb("Home", "https://www.kuurne.be/"), Crumb("Afval", "https://www.kuurne.be/afval")


@pytest.mark.parametrize(
    ("html", "steps"),
    [
        (
            '<nav aria-label="Kruimelpad"><ol><li><a href="/">Home</a><li><a href="/afval">Afval</a> /<li>PMD</ol></nav>',
            (HOME, WASTE, Crumb("PMD", None)),
        ),
        (
            '<div class="block c-breadcrumbs"><a href="/">Home</a> › <a href="/afval">Afval</a> › PMD</div>',
            (HOME, WASTE),
        ),
        (
            '<ul id="breadcrumb"><li><a href="/">Home</a></li><li><a href="../afval"> Afval\n</a></li></ul>',
            (HOME, WASTE),
        ),
        ('<p class="fil-ariane"><a href="/">Home</a> > <a href="/afval">Afval</a></p>', (HOME, WASTE)),
        ('<nav class="menu"><a href="/">Home</a></nav>', ()),
        ('<p class="kruimels">Koekjes en kruimels</p><p>Het kruimelpad van de breadcrumb</p>', ()),
        ('<nav class="breadcrumb">' + '<a href="/">x</a>' * 30 + "</nav>", ()),
        ('<nav class="breadcrumb"></nav><ol class="breadcrumb"><li><a href="/">Home</a></ol>', (HOME,)),
        ("", ()),
    ],
)
def test_steps_are_read_in_order(html: str, steps: tuple[Crumb, ...]) -> None:
    """By the element's name, items before links, without separators; a menu is not a breadcrumb."""
    assert steps == read_breadcrumb(parse_html(html), html, BASE)
