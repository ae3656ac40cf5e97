"""Record: one thing that a source told of, whatever the source speaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

TimeSpan = tuple[int, int]
"""From and until when, Unix seconds UTC."""

RecordProgress = Callable[[int, int], None]
"""Called with how many records of a source were read, and how many there are by its own account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One event, product, message or data set.

    Attributes:
        key: what its source calls it for good: an address where it has one.
        url: where a citizen is sent, in normal form.
        title: what it is called, plain text.
        sites: ids of the sites it is for, the first one its own; empty: none of its own.
        summary: one or two sentences, "" when there are none.
        text: plain text, paragraphs separated by a newline.
        lang: ISO 639-1 of title and text, "" when unknown.
        date: when it was published or last changed, Unix seconds UTC; None when unknown.
        moments: of an event, when it takes place, in order.
        until: after which moment it is of no use, Unix seconds UTC; None: it stays.
        geo: latitude and longitude in degrees.
        keywords: what else people call it: search terms, names in other languages.
        links: addresses of pages about it, in normal form.
        numbers: what others call it: the number and the addresses of the product and of the concept it comes from.
        words_only: whether it is no answer itself and only lends its words to pages: a concept of the catalogue.
        version: which version of it this is, ISO 8601 UTC or "".
    """

    key: str
    url: str
    title: str
    sites: tuple[str, ...] = ()
    summary: str = ""
    text: str = ""
    lang: str = ""
    date: int | None = None
    moments: tuple[TimeSpan, ...] = ()
    until: int | None = None
    geo: tuple[float, float] | None = None
    keywords: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    words_only: bool = False
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestResult:
    """What one harvest brought.

    Attributes:
        records: by their keys, each once.
        gone: keys that the source says are no more.
        whole: whether these are all its records; otherwise they are what changed since `cursor`.
        cursor: where the next harvest goes on, "" when each is whole.
    """

    records: tuple[Record, ...]
    removed: frozenset[str] = frozenset()
    is_complete: bool = True
    cursor: str = ""
