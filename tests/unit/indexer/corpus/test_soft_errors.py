"""Soft errors: pages with status 200 that report an error, by what they say and by the site's own error page."""

import pytest

from crawler.records.page import Heading, Page
from indexer.corpus.soft_errors import error_page, says_error
from tests.unit.indexer.records import KUURNE, page

ADVICE = "Controleer de spelling of kies een rubriek in het menu."


def named(title: str, text: str = ADVICE, heading: str | None = None) -> Page:
    """Return a page with a title, a main heading (by default the same) and a short text."""
    shown = title if heading is None else heading
    return page(titles=(title,), headings=(Heading(1, shown),) if shown else (), text=f"{shown}\n{text}".strip())


@pytest.mark.parametrize(
    "title",
    [
        "Pagina niet gevonden",
        "Pagina niet gevonden | Kuurne",
        "Kuurne – Deze pagina bestaat niet",
        "De gezochte pagina bestaat niet meer",
        "Sorry, deze webpagina bestaat niet",
        "Oei! De gevraagde pagina kon niet gevonden worden",
        "De pagina die u zoekt werd niet gevonden",
        "We kunnen de pagina die je zoekt helaas niet vinden",
        "Deze pagina is niet beschikbaar",
        "De pagina is er niet meer",
        "Pagina niet gevonden (404)",
        "404 - Niet gevonden",
        "404 Not Found",
        "Error 404",
        "Fout 404: pagina niet gevonden",
        "403 Forbidden",
        "Toegang geweigerd",
        "Je hebt geen toegang tot deze pagina",
        "Page introuvable",
        "La page que vous recherchez n’existe plus",
        "The page you are looking for does not exist",
        "Seite nicht gefunden",
    ],
)
def test_a_title_or_heading_that_reports_an_error(title: str) -> None:
    """The whole title, or a part of it between separators, says so; so does a main heading."""
    assert says_error(named(title))
    assert says_error(named("Gemeente Kuurne", heading=title))


@pytest.mark.parametrize(
    "title",
    [
        "404 fietsen gestald aan het station",
        "404: zoveel fietsen staan er aan het station",
        "403 kandidaten voor de gemeenteraad",
        "Buslijn 404 rijdt om",
        "Wat doe je als een pagina niet gevonden wordt in je rapport",
        "Pagina niet gevonden? Vraag hulp in de bib",
        "Deze toeslag bestaat niet meer",
        "Deze pagina bestaat niet in het Engels",
        "Hond niet gevonden",
        "Geen toegang voor vrachtwagens",
        "Geen toegang",
        "Verboden toegang",
        "Toegang geweigerd op de kermis",
        "Foutparkeren",
    ],
)
def test_a_title_with_the_words_of_an_error(title: str) -> None:
    """The title is about something else."""
    assert not says_error(named(title, "De stad plaatste vorige week nieuwe borden aan de Leie."))


@pytest.mark.parametrize(
    ("title", "heading", "text", "expected"),
    [
        ("Geen toegang", None, "Meld je aan om verder te gaan.", True),
        ("Geen toegang", None, "U hebt geen rechten voor deze pagina.", True),
        ("404 | Kuurne", "Oeps", "Deze pagina bestaat niet.", True),
        ("404 | Kuurne", "Bus", "De halte is verplaatst.", False),
        ("Kuurne", "404", "Terug naar het begin.", True),
        ("Kuurne", "", "De pagina die u zoekt bestaat niet (meer). Ga terug.", True),
        ("Kuurne", "Helaas", "De opgevraagde pagina kon niet worden gevonden.", True),
        ("Kuurne", "Onderhoud", "De halte bestaat niet meer. Stap op aan het plein.", False),
    ],
)
def test_the_text_decides_when_title_and_heading_do_not(
    title: str, heading: str | None, text: str, expected: bool
) -> None:
    """What a title leaves open is told by the first sentences."""
    assert expected is says_error(named(title, text, heading))


def test_a_long_page_is_an_article() -> None:
    """A page with many words is no error page, whatever its title."""
    assert not says_error(named("Pagina niet gevonden", "woord " * 200))


MISSING = "Spijtig\nWat je vroeg staat hier niet. Keer terug naar het begin."


def missing(text: str = MISSING, url: str = "bestaat-niet-abc") -> Page:
    """Return what the site sends for a URL that does not exist."""
    return page(url, text=text)


def test_a_text_like_that_of_the_error_page() -> None:
    """The same words make a page an error page, whatever its title; numbers do not count."""
    found = error_page(missing(MISSING + " Bezoek 12."), KUURNE.url)
    assert found
    assert found.resembles(page("weg", titles=("Anders",), text=MISSING + " Bezoek 345."))


def test_an_error_page_that_repeats_the_url() -> None:
    """The words of the URL do not count when the error page repeats it."""
    found = error_page(missing(MISSING + " /bestaat-niet-abc"), KUURNE.url)
    assert found
    assert found.resembles(page("oud/brug", text=MISSING + " /oud/brug"))


def test_one_title_for_all_pages() -> None:
    """A page with the title of the error page and a text of its own is a page."""
    found = error_page(missing(), KUURNE.url)
    assert found
    assert not found.resembles(page("brug", titles=missing().titles, text="Brug\nDe brug is dicht tot mei."))


def test_menus_in_the_text_do_not_make_pages_alike() -> None:
    """What the home page has too is no part of the message."""
    menu = " ".join(f"rubriek{letter}" for letter in "abcdefghijklmnopqrstuvwxyz") + " leven wonen werken " * 3
    menu = menu.replace("rubriek", "menu")
    found = error_page(missing(menu + " niets hier"), KUURNE.url, home_text=menu + " welkom")
    assert found
    assert not found.resembles(page("brug", text=menu + " brug dicht"))
    assert found.resembles(page("weg", text=menu + " niets hier"))


def test_the_home_page_is_never_an_error_page() -> None:
    """A server that sends its home page for every URL still has a home page."""
    found = error_page(missing("Welkom in Kuurne"), KUURNE.url)
    assert found
    assert not found.resembles(page("", text="Welkom in Kuurne"))
    assert found.resembles(page("weg", text="Welkom in Kuurne"))
    assert error_page(missing(""), KUURNE.url) is None
