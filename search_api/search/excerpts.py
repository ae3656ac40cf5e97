"""Excerpts and highlighting: HTML of titles and texts with <mark> around the words that match the query."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import escape
from itertools import takewhile

from indexer.language.analysis import REGION_LANGUAGE, stem, words
from indexer.language.compounds import MIN_PART_LENGTH, Lexicon

EXCERPT_LENGTH = 240
"""Characters of an excerpt: two to three lines on a desktop, five on a phone."""

EXCERPT_LEAD = 60
"""Characters shown before the first match."""

SHARED_PREFIX_LENGTH = 3
"""Letters by which candidate words are found before stemming them: a stem and its inflections share them."""

MIN_COMPOUND_LENGTH = 2 * MIN_PART_LENGTH
"""Minimum letters of a compound; a shorter word is a candidate only if it starts like a word of the query."""

MAX_MARKS = 200
"""Maximum matches collected per text; the best passage is found long before."""

_NO_LETTER = re.compile(r"[\W_]")
"""The first character after a word."""

_ACCENTED = re.compile("[\u00c0-\u024f]")
_BASE = {chr(code): unicodedata.normalize("NFKD", chr(code).lower())[0] for code in range(0xC0, 0x250)}


class Highlighter:
    """Highlights the words of one query in texts; built once per query."""

    def __init__(
        self, typed: str, lexicon: Lexicon, lang: str = REGION_LANGUAGE, also: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Prepare highlighting.

        Args:
            typed: the query as typed. Its last word also matches as a prefix, unless white space follows it.
            lexicon: the compounds of the index.
            lang: language of the stems.
            also: (word, stem) of synonyms and corrections to highlight too.
        """
        query_words = [*lexicon.query_words(typed), *also]
        self._stems = frozenset(stemmed for _, stemmed in query_words)
        unfinished = "" if typed[-1:].isspace() else next(reversed(words(typed)), "")
        self._prefix = unfinished if len(unfinished) > 1 else ""
        self._lexicon = lexicon
        self._lang = lang
        self._known: dict[str, str | None] = {}
        starts = {_shared(word, stemmed) for word, stemmed in query_words} | {self._prefix[:SHARED_PREFIX_LENGTH]} - {
            ""
        }
        self._starts = tuple(starts - {""})

    def highlight(self, text: str) -> str:
        """Return the whole text as HTML with its matches in <mark>."""
        return _marked(text, 0, len(text), [(begin, end) for begin, end, _ in self._found(text)])

    def excerpt(self, *texts: str) -> str:
        """Return the passage that matches most words of the query, else the beginning of the first text."""
        best: tuple[int, str, int, list[tuple[int, int, str]]] = (0, "", 0, [])
        for text in texts:
            found = self._found(text)
            for number, (begin, _, _) in enumerate(found):
                within = {name for start, _, name in found[number:] if start < begin + EXCERPT_LENGTH - EXCERPT_LEAD}
                if len(within) > best[0]:
                    best = (len(within), text, begin, found)
            if best[0] == len(self._stems):
                break
        score, text, begin, found = best
        if not score:
            text = next((each for each in texts if each), "")
            begin = 0
        start, end = _stretch(text, max(0, begin - EXCERPT_LEAD))
        marks = [(first, last) for first, last, _ in found if first >= start and last <= end]
        before, after = ("… " if start else ""), (" …" if end < len(text) else "")
        return before + " ".join(_marked(text, start, end, marks).split()) + after

    def _found(self, text: str) -> list[tuple[int, int, str]]:
        """Return (begin, end, matched stem) of each match in a text."""
        plain = _plain(text)
        found: list[tuple[int, int, str]] = []
        last = after = -1
        for place in self._places(plain):
            if place < after:
                continue
            rest = _NO_LETTER.search(plain, place)
            begin, after = place, rest.start() if rest else len(plain)
            while begin and plain[begin - 1].isalnum():
                begin -= 1
            if begin <= last or (after - begin < MIN_COMPOUND_LENGTH and not plain.startswith(self._starts, begin)):
                continue
            if name := self._matches(plain[begin:after]):
                found.append((begin, after, name))
                last = begin
                if len(found) >= MAX_MARKS:
                    break
        return found

    def _places(self, plain: str) -> list[int]:
        """Return the candidate positions in order; without a regular expression, since compiling one costs more."""
        places = []
        for start in self._starts:
            place = plain.find(start)
            while place >= 0:
                places.append(place)
                place = plain.find(start, place + 1)
        places.sort()
        return places

    def _matches(self, word: str) -> str | None:
        if word not in self._known:
            self._known[word] = next(self._names(word), None)
        return self._known[word]

    def _names(self, word: str) -> Iterator[str]:
        own = stem(word, self._lang)
        if own in self._stems:
            yield own
        for part in self._lexicon.split(word):
            if (piece := stem(part)) in self._stems:
                yield piece
        if self._prefix and word.startswith(self._prefix):
            yield self._prefix


def _shared(word: str, stemmed: str) -> str:
    """Return the common prefix of a word and its stem, at most `SHARED_PREFIX_LENGTH` letters ("bo" of bomen, boom)."""
    pairs = zip(word, stemmed, strict=False)
    return "".join(letter for letter, other in takewhile(lambda pair: pair[0] == pair[1], pairs))[:SHARED_PREFIX_LENGTH]


def _plain(text: str) -> str:
    """Return the text in lower case without diacritics, with every character at its original position."""
    lower = text.lower()
    if lower.isascii():
        return lower
    if len(lower) != len(text):
        lower = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return _ACCENTED.sub(_base, lower)


def _base(accented: re.Match[str]) -> str:
    return _BASE.get(accented[0], accented[0])


def _stretch(text: str, start: int) -> tuple[int, int]:
    """Return begin and end of a passage of about `EXCERPT_LENGTH` characters from `start`, at white space."""
    if start:
        space = text.find(" ", start)
        start = space + 1 if 0 <= space < start + 30 else start
    end = min(len(text), start + EXCERPT_LENGTH)
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start + EXCERPT_LENGTH // 2 else end
    return start, end


def _marked(text: str, start: int, end: int, marks: list[tuple[int, int]]) -> str:
    pieces = []
    at = start
    for first, last in marks:
        pieces += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    pieces.append(escape(text[at:end]))
    return "".join(pieces)
