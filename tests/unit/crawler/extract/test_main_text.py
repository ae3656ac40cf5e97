"""Main text: which part of a page, and in which lines."""

import pytest

from crawler.extract.html import parse_html
from crawler.extract.main_text import extract_main_text

PARAGRAPHS = "".join(
    f"<p>Alinea {n}. In het recyclagepark breng je het afval dat niet bij het huisvuil mag, tegen een klein bedrag.</p>"
    for n in range(3)
)
MENU = "".join(f'<li><a href="/{n}">Thema nummer {n}</a></li>' for n in range(9))


def lines(markup: str) -> list[str]:
    """Return the lines of the main text of a page."""
    return extract_main_text(parse_html(markup)).splitlines()


def in_main(markup: str) -> list[str]:
    """Return the lines of a <main> with a title, a sentence and the markup."""
    start = "<h1>Recyclagepark</h1><p>Je brengt er je afval naartoe.</p>"
    found = lines(f"<body><header>Kop</header><main>{start}{markup}</main></body>")
    assert ["Recyclagepark", "Je brengt er je afval naartoe."] == found[:2]
    return found[2:]


def amid(markup: str) -> list[str]:
    """Return the lines of markup that is a small part of a <main>."""
    found = lines(f"<body><header>Kop</header><main><h1>Titel</h1>{PARAGRAPHS}{markup}</main></body>")
    assert ("Titel", "Alinea 2.") == (found[0], found[3][:9])
    return found[4:]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<ul><li>Hout<ul><li>ruw</li><li>bewerkt</li></ul></li><li>Steen</li></ul>",
            ["Hout", "ruw", "bewerkt", "Steen"],
        ),
        ("<dl><dt>Prijs</dt><dd>5 euro</dd><dt>Duur</dt><dd>een uur</dd></dl>", ["Prijs", "5 euro", "Duur", "een uur"]),
        ("<p>Marktplein 1<br>8500 Kortrijk</p>", ["Marktplein 1", "8500 Kortrijk"]),
        ("<pre>regel een\n  regel twee</pre><p>over twee\nregels</p>", ["regel een", "regel twee", "over twee regels"]),
        ("<details><summary>Wat kost het?</summary><p>Niets.</p></details>", ["Wat kost het?", "Niets."]),
        ("<figure><img src=x alt=y><figcaption>Het park</figcaption></figure>", ["Het park"]),
        ("<article><header><h2>Nieuw</h2></header>Tekst</article>", ["Nieuw", "Tekst"]),
    ],
)
def test_the_order_and_the_lines_are_those_of_a_reader(markup: str, expected: list[str]) -> None:
    """Items, terms, code lines, summaries and captions are lines; the source's line breaks are not."""
    assert expected == in_main(markup)


def test_a_row_of_facts_is_one_line() -> None:
    """Cells are separated, and paragraphs in them do not break the row."""
    table = """<table><caption>Openingsuren</caption><thead><tr><th>Dag<th>Van<th>Tot</thead>
        <tr><td><p>Maandag</p><td><p>9 uur</p><td><p>12 uur</p></tr><tr><td>Dinsdag<td><ul><li>13<li>14</ul><td>16 uur</table>"""
    assert ["Openingsuren", "Dag Van Tot", "Maandag 9 uur 12 uur", "Dinsdag 13 14 16 uur"] == in_main(table)


def test_a_page_laid_out_as_a_table_keeps_its_lines() -> None:
    """A cell with headings is a part of the page, not a fact."""
    assert ["Links", "Een", "Rechts", "Twee"] == in_main(
        "<table><tr><td><h2>Links</h2><p>Een</p></td><td><h2>Rechts</h2><p>Twee</p></td></tr></table>"
    )


@pytest.mark.parametrize(
    "markup",
    [
        '<div style="color: red; display:none">Weg</div>',
        "<div hidden>Weg</div>",
        '<div aria-hidden="true">Weg</div>',
        "<noscript>Weg</noscript>",
        "<template>Weg</template>",
        '<div role="dialog">Weg</div>',
        "<select><option>Weg</option></select>",
        "<button>Weg</button>",
        '<div class="cookie-banner">Weg</div>',
        '<nav aria-label="Kruimelpad"><a href="/">Weg</a></nav>',
        '<ul class="social-share"><li><a href="/">Weg</a></li></ul>',
        '<div class="related"><h2>Weg</h2><a href="/">Weg</a></div>',
        '<div class="table-of-contents"><b>Op deze pagina</b><ul><li><a href="#a">Weg en weg</a></ul></div>',
        '<ul class="pager"><li><a href="?page=2">Weg</a></li></ul>',
        "<aside>Weg</aside>",
    ],
)
def test_regions_around_the_content_are_left_out(markup: str) -> None:
    """Also inside <main>: hidden elements, notices, navigation, sharing and related lists."""
    assert ["Zaterdag open."] == in_main(f"{markup}<p>Zaterdag open.</p>")


def test_what_opens_on_demand_is_text() -> None:
    """Panels of accordions and tabs are only hidden until opened; their buttons are their titles."""
    accordion = """<h2><button aria-expanded="false" aria-controls="p1">Wat breng je mee?</button></h2>
        <div id="p1" hidden>Je identiteitskaart.</div><div role="tabpanel" hidden>Tweede blad.</div>
        <div hidden="until-found">Te vinden.</div>"""
    assert ["Wat breng je mee?", "Je identiteitskaart.", "Tweede blad.", "Te vinden."] == in_main(accordion)


PANEL = '<div id="p1" style="display: none"><p>Je identiteitskaart.</p></div>'


@pytest.mark.parametrize(
    "markup",
    [
        f'<p><a href="#p1">Wat breng je mee?</a></p><p></p>{PANEL}',
        f'<p data-toggle="collapse" data-target="#p1">Wat breng je mee?</p><p></p>{PANEL}',
        f'<p data-bs-toggle="collapse" data-bs-target="#p0, #p1">Wat breng je mee?</p><p></p>{PANEL}',
        f"""<p onclick="$('#p1').slideToggle()">Wat breng je mee?</p><p></p>{PANEL}""",
        f"<p data-bs-target='.extra'>Wat breng je mee?</p><p></p>{PANEL.replace('<div', '<div class=extra')}",
        f"<h3>Wat breng je mee?</h3>{PANEL}",
        f"<div class=accordion><p>Wat breng je mee?</p>{PANEL}</div>",
        "<dl><dt>Wat breng je mee?</dt><dd hidden>Je identiteitskaart.</dd></dl>",
        "<details><summary>Wat breng je mee?</summary><p style='visibility:hidden'>Je identiteitskaart.</p></details>",
        f'<div><div><button aria-controls="p1">Wat breng je mee?</button></div>{PANEL}</div>',
        f'<div><button data-bs-target="#p1">Wat breng je mee?</button></div>{PANEL}',
        f"<p>Wat breng je mee?</p><p></p>{PANEL.replace('style', 'role=tabpanel style')}",
    ],
)
def test_a_hidden_panel_with_a_control_is_text(markup: str) -> None:
    """Controls refer to a panel in several ways, or are just before it."""
    assert ["Wat breng je mee?", "Je identiteitskaart."] == amid(markup)


@pytest.mark.parametrize(
    "markup",
    [
        f'<a href="#p1"></a><p></p>{PANEL.replace("<div", "<div class=modal")}',
        f"<p></p>{PANEL.replace('p1', 'p2')}",
        f'<button aria-controls="m1">Menu</button><nav id="m1"><a href="/">Start</a></nav>{PANEL}',
        f"<button>Delen</button><p></p>{PANEL}",
    ],
)
def test_what_is_hidden_otherwise_is_no_text(markup: str) -> None:
    """Forms and menus that open above the page, and what nothing opens."""
    assert [] == amid(markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<body style='visibility: hidden'>{}</body>",
        "<body hidden>{}</body>",
        "<body><div id=root style='display:none'><div hidden>{}</div></div><footer>Voet</footer></body>",
        "<body><div style='display:none'><main>{}</main></div><footer>Voet</footer></body>",
        "<body><div role=dialog>{}</div></body>",
        "<body><div role=alert>{}</div></body>",
        '<body><x-app><template shadowrootmode="open">{}</template></x-app></body>',
        '<body><x-app><template shadowrootmode="open"><main>{}</main></template></x-app></body>',
    ],
)
def test_a_wrapper_of_the_whole_page_is_not_hidden(markup: str) -> None:
    """Scripts show it when the page has loaded."""
    found = lines(markup.format(f"<h1>Titel</h1>{PARAGRAPHS}"))
    assert ("Titel", 4) == (found[0], len(found))


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="alert" role="alert"><p>Op 11 november is het recyclagepark gesloten.</p></div>',
        "<form><fieldset><legend>Op 11 november is het recyclagepark gesloten.</legend><p></p></fieldset></form>",
        "<form action=/a><p>Op 11 november is het recyclagepark gesloten.</p><input type=hidden><button>Ok</button></form>",
        "<form><fieldset><p>Op 11 november is het recyclagepark gesloten.</p></fieldset><select></select></form>",
        '<section class="nieuwsbrief-uitleg"><p>Op 11 november is het recyclagepark gesloten.</p></section>',
        '<div id="gerelateerd-2"><p>Op 11 november is het recyclagepark gesloten.</p></div>',
        '<section class="has-breadcrumb with-footer">Op 11 november is het recyclagepark gesloten.</section>',
        '<div class="sidebar-info"><p>Op 11 november is het recyclagepark gesloten.</p></div>',
        '<div class="subnav-tekst"><p>Op 11 november is het recyclagepark gesloten.</p><a href=/a>x</a></div>',
    ],
)
def test_a_text_in_markup_of_surroundings_is_text(markup: str) -> None:
    """Notices in the text, forms without fields, and sections whose name merely contains a word."""
    found = [line for line in amid(markup) if line != "x"]
    assert ["Op 11 november is het recyclagepark gesloten."] == found


def test_a_section_on_cookies_is_text_below_its_heading() -> None:
    """A banner has no heading in the main part."""
    text = "<p>Deze website gebruikt alleen noodzakelijke cookies.</p>"
    section = f'<section class="cookie-soorten"><h2>Soorten</h2>{text}</section>'
    assert ["Soorten", "Deze website gebruikt alleen noodzakelijke cookies."] == amid(section)
    assert [] == amid(f'<div class="cookie-bar">{text}</div>')
    banner = f'<div class="cookie-bar"><h2>Cookies</h2>{text}</div>'
    assert lines(f"<body>{banner}<h1>Titel</h1>{PARAGRAPHS}</body>")[0] == "Titel"


@pytest.mark.parametrize(
    "markup",
    [
        '<div class="newsletter"><p>Schrijf je in en ontvang elke maand onze nieuwsbrief.</p><input></div>',
        '<div class="related"><p><a href="/a">Het recyclagepark sluit op 11 november de deuren</a></p></div>',
        "<form><p>Schrijf je in en ontvang elke maand onze nieuwsbrief.</p><input type=email></form>",
    ],
)
def test_widgets_with_a_sentence_are_left_out(markup: str) -> None:
    """They have a field or consist of links."""
    assert [] == amid(markup)


def test_an_alert_above_the_page_is_left_out() -> None:
    """It is a notice of the site, not of the page."""
    alert = "<div role=alert>Je browser is verouderd.</div>"
    assert lines(f"<body>{alert}<h1>Titel</h1>{PARAGRAPHS}</body>")[0] == "Titel"


@pytest.mark.parametrize("name", ["with-sidebar", "has-cookie-notice", "page-nav-open", "related"])
def test_a_name_on_the_wrapper_of_everything_is_ignored(name: str) -> None:
    """An element with most of the text does not surround it."""
    found = lines(f"<body><main><div class='{name}'><h1>Titel</h1>{PARAGRAPHS}</div></main></body>")
    assert ["Titel", 4] == [found[0], len(found)]


def test_a_form_around_the_whole_page_is_no_form() -> None:
    """ASP.NET writes such forms; a search form is left out."""
    form = "<form id=zoek><label>Zoekterm</label><input></form>"
    found = lines(f"<body><form id=aspnetForm><h1>Titel</h1>{PARAGRAPHS}</form>{form}</body>")
    assert (["Titel"], 4) == (found[:1], len(found))


def test_navigation_without_links_is_text() -> None:
    """Some templates put product details in <nav>."""
    assert ["Samenvatting", "Een film van 1985."] == in_main("<nav><p>Samenvatting</p><p>Een film van 1985.</p></nav>")


def test_a_page_without_main_loses_its_menus() -> None:
    """Blocks of links are removed; paragraphs with a link stay."""
    prose = '<p>Vraag het aan <a href="/dienst">de dienst milieu</a> van de stad.</p>'
    found = lines(f"<body><div><ul>{MENU}</ul></div><div><h1>Titel</h1>{PARAGRAPHS}{prose}</div></body>")
    assert ("Titel", 5, "Vraag het aan de dienst milieu van de stad.") == (found[0], len(found), found[-1])


def test_an_overview_keeps_its_links() -> None:
    """Below the title of a page with little else, a list of links is the content."""
    found = lines(
        f"<body><ul>{MENU}</ul><h1>Wonen</h1><p>Alles over wonen.</p><ul>{MENU.replace('Thema', 'Premie')}</ul></body>"
    )
    assert ["Wonen", "Alles over wonen.", *(f"Premie nummer {n}" for n in range(9))] == found


def test_an_element_named_content_is_preferred() -> None:
    """An element named content with most of the text is the main part."""
    found = lines(f"<body><div>Los van de tekst</div><div id=content><h1>Titel</h1>{PARAGRAPHS}</div></body>")
    assert ("Titel", 4) == (found[0], len(found))


def test_trafilatura_extracts_unclear_pages() -> None:
    """Text that is mostly links is not the text of one page; its paragraphs are."""
    teasers = "".join(
        f'<div><a href="/n{n}">Nieuws nummer {n} uit de regio, met alle bijzonderheden</a> {n} mei</div>'
        for n in range(20)
    )
    mixed = teasers.replace("</div><div>", "</div><p></p><div>")
    found = lines(f"<body>{mixed}<article><h1>Titel</h1>{PARAGRAPHS * 4}</article></body>")
    assert any(line.startswith("Alinea 2.") for line in found)
    assert not any(line.startswith("Nieuws nummer") for line in found)


@pytest.mark.parametrize(
    "markup", ["", "<p>", "<main></main>", "<frameset><frame src=x></frameset>", "<script>x()</script>"]
)
def test_a_page_without_text_has_none(markup: str) -> None:
    """No text gives an empty string."""
    assert [] == lines(markup)


def test_a_deep_page_is_read() -> None:
    """Thousands of nested elements, as in broken templates, do not exhaust the stack."""
    assert ["Diep"] == lines("<div>" * 2000 + "Diep")
