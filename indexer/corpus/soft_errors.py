"""Soft errors: recognise pages that report an error ("not found", "no access") although the server sends status 200.

Two things tell them: a title, main heading or first sentence that as a whole says so, and a text that resembles what
the site sends for a URL that does not exist. Words such as "404" within a longer title say nothing ("404 new trees"),
and neither does a title alone that the page shares with the error page: some sites have one title for all pages.
Google uses both signs too, see https://developers.google.com/search/docs/crawling-indexing/http-network-errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from crawler.records.page import Page
from indexer.language.analysis import normalise_text, words
from indexer.page.page_summary import MAX_SOFT_ERROR_WORDS, PageOrSummary

MAX_STATEMENT_WORDS = 60
"""Words of a page whose first sentences can say that it does not exist, while title and heading do not."""

MIN_ERROR_PAGE_SIMILARITY = 0.9
"""Share of words that a page and the site's error page have in common: one in ten may be a suggestion or a date."""

MIN_ERROR_MESSAGE_SIMILARITY = 0.8
"""The same for words that the home page lacks. Menus that were taken for text thus make no two pages alike."""

_SEPARATORS = re.compile(r"(?<=\?)\s+|[|:!.,;()\[\]\"“”„«»•·…\n]+|\s[-–—~>/]+\s")
_MARKS = re.compile(r"[,()\[\]\"“”„«»]")
_SENTENCE_ENDS = re.compile(r"(?<=\?)\s+|[.!…\n]+")

_DUTCH_PAGE = (
    r"(?:(?:de|deze|die|het|dit|een|uw|je) )?"
    r"(?:(?:(?:door (?:u|je|jou) )?(?:gevraagde|opgevraagde|aangevraagde|gezochte|opgegeven|gewenste)) )?"
    r"(?:pagina|webpagina|adres|webadres|url)"
    r"(?: (?:die|dat|waar|waarnaar)(?: \w+){1,6}?)?"
)
_DUTCH_FILLER = r"(?:(?:helaas|spijtig genoeg|jammer genoeg|blijkbaar|momenteel|tijdelijk|op deze (?:web)?site) )*"
_DUTCH_ABSENCE = (
    rf"(?:(?:(?:is|werd|wordt|kan|kon|kunnen|konden|hebben|we|wij) )*{_DUTCH_FILLER}niet (?:meer |langer )?"
    r"(?:gevonden|teruggevonden|gevonden worden|teruggevonden worden|worden (?:terug)?gevonden|kunnen vinden|vinden|"
    r"beschikbaar|bereikbaar|worden (?:weergegeven|geladen))"
    rf"|(?:bestaat|is er) {_DUTCH_FILLER}niet(?: meer| langer)?(?: (?:en|of) [\w ]{{1,60}})?"
    r"|(?:is|werd) (?:verwijderd|verdwenen))"
)
_FRENCH_PAGE = (
    r"(?:(?:la|cette|une) )?page(?: (?:web|demandee|recherchee|que vous (?:re)?cherche[zr]|que vous demandez))?"
)
_FRENCH_ABSENCE = (
    r"(?:(?:est )?(?:introuvable|inexistante)|(?:n'est )?(?:pas|non) (?:ete )?trouvee"
    r"|n'existe (?:pas|plus)|n'a (?:pas|pu) (?:pu )?(?:pas )?(?:ete|etre) trouvee)"
)
_ENGLISH_PAGE = (
    r"(?:(?:the|this|that) )?(?:requested )?(?:web ?)?page(?: (?:that )?you(?:'re| are| were)?(?: \w+){1,4}?)?"
)
_ENGLISH_ABSENCE = (
    r"(?:(?:(?:was|is|could|can|has) )?(?:not|cannot|couldn't|can't|wasn't) (?:be |been )?found"
    r"|(?:does not|doesn't|no longer) exists?(?: anymore)?|(?:is )?(?:no longer|not) available)"
)
_NO_PAGE = (
    rf"(?:{_DUTCH_PAGE} {_DUTCH_ABSENCE}(?: op (?:deze|onze) (?:web)?site)?"
    rf"|(?:(?:we|wij) )?(?:kunnen|konden|hebben|kan|kon|vinden)(?: (?:we|wij))? {_DUTCH_FILLER}{_DUTCH_PAGE} "
    rf"{_DUTCH_FILLER}niet (?:meer )?(?:vinden|terugvinden|gevonden|teruggevonden|terug)"
    rf"|{_FRENCH_PAGE} {_FRENCH_ABSENCE}|{_ENGLISH_PAGE} {_ENGLISH_ABSENCE}"
    r"|(?:(?:die|diese) )?seite (?:wurde )?nicht gefunden|(?:die|diese) seite existiert nicht(?: mehr)?)"
)
"""A sentence that says that a page does not exist, in normalised text: it is about "the page", not about a product."""

_ERROR_CODE = (
    r"(?:(?:http|error|fout|foutcode|foutmelding|erreur|fehler|status|statuscode|code) ?)+(?:403|404|410)"
    r"|(?:403|404|410) (?:error|fout|erreur|fehler)"
)
_NO_ACCESS = r"(?:toegang geweigerd|access denied|acces refuse|forbidden)"
_EXCLAMATIONS = r"(?:(?:oeps|oei|ai|oops|sorry|helaas|spijtig|jammer|desole) )*"

_ERROR_STATEMENT = re.compile(
    rf"(?:(?:{_ERROR_CODE})|(?:(?:{_ERROR_CODE}|403|404|410) )?{_EXCLAMATIONS}"
    rf"(?:{_NO_PAGE}|niet gevonden|not found|non trouvee?|{_NO_ACCESS}|(?:je|u) (?:hebt|heeft) geen toegang tot "
    rf"{_DUTCH_PAGE})(?: (?:{_ERROR_CODE}|403|404|410))?)"
)
"""A part of a title, or a heading, of an error page."""

_MISSING_PAGE_SENTENCE = re.compile(_EXCLAMATIONS + _NO_PAGE)

_ERROR_NUMBERS = {"403", "404", "410"}
"""A heading that is only such a number is that of an error page."""

_AMBIGUOUS_STATEMENT = re.compile(
    r"403|404|410|geen toegang|verboden toegang|toegang verboden|acces interdit|no access"
)
"""What an error page says, and other pages too: a bus line, a closed park. The text decides."""

_ERROR_TEXT = re.compile(
    rf"\b(?:{_NO_PAGE}|{_ERROR_CODE}|geen (?:toegang|toestemming|rechten)[\w ]* (?:pagina|inhoud|map|site|website)"
    r"|onvoldoende rechten|(?:gemachtigd|bevoegd) om deze (?:pagina|inhoud)|meld (?:je|u) (?:eerst )?aan\b"
    r"|log (?:eerst )?in\b|inloggen|ingelogd|aangemeld|(?:do not|don't) have (?:permission|access)"
    r"|pas (?:acces|autorise))"
)


def says_error(page: Page) -> bool:
    """Return whether a page itself says that it does not exist or may not be read."""
    if page.word_count >= MAX_SOFT_ERROR_WORDS:
        return False
    heading = page.headings[0].text if page.headings else ""
    parts = [*_parts(page.title, _SEPARATORS), *_parts(heading, _SEPARATORS)]
    if any(map(_ERROR_STATEMENT.fullmatch, parts)) or heading.strip() in _ERROR_NUMBERS:
        return True
    if any(map(_AMBIGUOUS_STATEMENT.fullmatch, parts)) and _ERROR_TEXT.search(_plain(page.text)):
        return True
    if page.word_count >= MAX_STATEMENT_WORDS:
        return False
    sentences = list(_parts(page.text, _SENTENCE_ENDS))[:3]
    return any(_MISSING_PAGE_SENTENCE.fullmatch(_MARKS.sub("", sentence)) for sentence in sentences)


def _parts(text: str, separators: re.Pattern[str]) -> Iterator[str]:
    """Yield the parts of a normalised text between separators, without white space around or repeated within."""
    for part in separators.split(_plain(text, keep_lines=True)):
        if stripped := " ".join(part.split()):
            yield stripped


def _plain(text: str, *, keep_lines: bool = False) -> str:
    """Return a normalised text with plain apostrophes, on one line unless `keep_lines`."""
    plain = normalise_text(text).replace("’", "'")
    return plain if keep_lines else " ".join(plain.split())


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What a site sends, with status 200, for a URL that does not exist.

    Attributes:
        words: the words of its text, without those that have a digit.
        echoes_url: whether its text repeats the requested URL.
        home: the site's home page, which is never an error page.
        home_words: the words of the home page.
    """

    words: frozenset[str]
    echoes_url: bool
    home: str
    home_words: frozenset[str] = frozenset()

    def resembles(self, page: PageOrSummary) -> bool:
        """Return whether the text of a page is that of the error page."""
        if page.url == self.home or page.word_count >= MAX_SOFT_ERROR_WORDS or not self.words:
            return False
        own = _distinct_words(page.text) - (_url_words(page.url) - self.words if self.echoes_url else frozenset())
        return _are_alike(own, self.words, MIN_ERROR_PAGE_SIMILARITY) and _are_alike(
            own - self.home_words, self.words - self.home_words, MIN_ERROR_MESSAGE_SIMILARITY
        )


def error_page(response: Page, home: str, home_text: str = "") -> ErrorPage | None:
    """Return the error page of a site from its `response` to a URL that does not exist; None when it has no text."""
    found, requested = _distinct_words(response.text), _url_words(response.url)
    echoes_url = requested <= frozenset(words(response.text))
    own_words = found - (requested if echoes_url else frozenset())
    return ErrorPage(own_words, echoes_url, home, _distinct_words(home_text)) if own_words else None


def _distinct_words(text: str) -> frozenset[str]:
    """Return the words of a text, without those that have a digit: they count visits, or tell the time."""
    return frozenset(word for word in words(text) if not any(map(str.isdigit, word)))


def _url_words(url: str) -> frozenset[str]:
    return frozenset(words(unquote(url.split("/", 3)[-1])))


def _are_alike(one: frozenset[str], other: frozenset[str], share: float) -> bool:
    return len(one & other) >= share * len(one | other)
