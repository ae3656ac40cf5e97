"""Titles of documents: recognise those that programs write, and find the heading to show instead.

Most PDF files are printed from another program, which leaves the name of its file or of itself as their title.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

_PROGRAM = r"(?:microsoft|ms|libreoffice|openoffice(?:\.org)?|adobe|corel)?\W*(?:office )?"

_DEFAULT_TITLE = re.compile(
    rf"""
    \W*(?:untitled|naamloos|naamloze|zonder[ ]titel|geen[ ]titel|sans[ ](?:titre|nom)|unbenannt|no[ ]title|anonymous|
        unspecified|unknown|onbekend|null|none|undefined|n/?a|title|titel|titre|about:blank|blank[ ]page|lege[ ]pagina)
        (?:[ _-]*(?:document|dokument|presentation|presentatie|spreadsheet))?[ _-]*\d*\W*
    | (?:document|dokument|doc|book|boek|map|classeur|mappe|present(?:ation|atie)|diapositive|dia|slide|blad|sheet|
        publication|publicatie)(?:[ ]without[ ]title|[ ]zonder[ ]titel|[ ]sans[ ]titre)?[ _-]*\d*
    | {_PROGRAM}(?:power[ ]?point|word|excel|publisher|outlook|writer|calc|impress|indesign|acrobat)
        (?:[ -]*(?:presentation|presentatie|präsentation|document|dokument|worksheet|werkblad|memo[ ]style))?[ ]*\d*
    | (?:présentation|document|presentación|presentazione)[ ](?:microsoft[ ])?(?:power[ ]?point|word)
    | (?:page|pagina|seite)[ ]\d+
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Titles that programs give when their user gave none, in the languages of the region's offices."""

_PRINTED_FROM = re.compile(
    r"(?:microsoft|ms)\s+(?:office\s+)?(?:word|excel|powerpoint|publisher|outlook|visio)\s+-\s", re.IGNORECASE
)
"""How titles begin that Windows programs give to what they print: the name of the file follows."""

_FILE_NAME = re.compile(
    r"[a-z]:[\\/].*|\\\\.*|(?:file|https?):/.*|/(?:home|users|tmp|var|volumes|mnt)/.*"
    r"|.*\.(?:docx?|docm|dotx?|rtf|odt|ott|xlsx?|xlsm|ods|pptx?|pptm|ppsx?|odp|pdf|pub|indd|indb|qxd|qxp|cdr|psd|eps"
    r"|vsdx?|dwg|dxf|dgn|tiff?|jpe?g|png|gif|bmp|txt|html?|aspx?|php|wpd|msg|eml|xps|tmp)",
    re.IGNORECASE | re.DOTALL,
)
"""Paths, URLs and names of files."""

_SCAN_NAME = re.compile(
    r"(?:scan(?:ned)?|skm\w*|img|image|dsc[fn]?|ccf|kmbt|km|mx|hp\w*|xerox|canon|bizhub|mfp|ricoh|brother|epson|afbeelding|"
    r"document|doc|file|bestand|print|copy|kopie)?[\W_]*(?:[a-z]?\d{3,}[\W_]*)+",
    re.IGNORECASE,
)
"""Names that scanners and copiers give: a word of theirs and numbers."""

_WORD = re.compile(r"[^\W\d_]{2,}")

_PAGE_NUMBER = re.compile(r"(?:page|pagina|p\.|blz\.)\W*\d+.*", re.IGNORECASE)

MAX_HEADING_CHARS = 150
"""Characters of a heading: more is a text in large print."""

MAX_FIRST_LINE_CHARS = 80
"""Characters of a first line that is a heading although all lines have its size: a full line of text has more."""

MAX_HEADING_LINES = 3
"""Lines of one heading."""

_SAME_SIZE = 0.95
"""Share of the largest height from which a line has the same size."""


def meaningful_title(title: str) -> str:
    """Return a title that a document declares, "" when a program and not a person gave it."""
    if not _WORD.search(title) or _PRINTED_FROM.match(title):
        return ""
    generated = any(pattern.fullmatch(title) for pattern in (_DEFAULT_TITLE, _FILE_NAME, _SCAN_NAME))
    return "" if generated else title


def heading_of(lines: Iterable[tuple[str, float]]) -> str:
    """Return the heading of a page: its first lines in the largest size, "" when there is none.

    Where all lines have the same size, the first one is the heading unless it is a sentence or a full line of text.

    Args:
        lines: the lines from the top, with the height of their characters.
    """
    named = [(text, height) for text, height in lines if _WORD.search(text) and not _PAGE_NUMBER.fullmatch(text)]
    if not named:
        return ""
    size = _SAME_SIZE * max(height for _, height in named)
    if all(height >= size for _, height in named):
        first = named[0][0]
        return "" if len(first) > MAX_FIRST_LINE_CHARS or first.endswith((".", ",", ";", ":")) else first
    from_largest = itertools.dropwhile(lambda line: line[1] < size, named)
    largest = [text for text, _ in itertools.takewhile(lambda line: line[1] >= size, from_largest)]
    heading = " ".join(largest[:MAX_HEADING_LINES])
    return heading if len(heading) <= MAX_HEADING_CHARS else ""
