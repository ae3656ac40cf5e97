"""Record: one item of a source (event, product, message or data set), whatever the source's format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

TimeSpan = tuple[int, int]
"""Start and end, Unix seconds UTC."""

RecordProgress = Callable[[int, int], None]
"""Called with the number of records read from a source, and the total that the source announced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One event, product, message or data set.

    Attributes:
        key: the source's permanent identifier of it, a URL if possible.
        url: the URL that results link to, in normal form.
        title: plain text.
        sites: ids of the sites it is for, its own first; empty if it belongs to none.
        summary: one or two sentences, "" when there are none.
        text: plain text, paragraphs separated by a newline.
        lang: ISO 639-1 of title and text, "" when unknown.
        date: when it was published or last changed, Unix seconds UTC; None when unknown.
        moments: when an event takes place, in order.
        until: when it expires, Unix seconds UTC; None: never.
        geo: latitude and longitude in degrees.
        keywords: other names: search terms, names in other languages.
        links: URLs of pages about it, in normal form.
        numbers: its identifiers: number and URLs of the product and of the concept that it is derived from.
        words_only: whether it only contributes keywords to pages and is not a result: a concept of the catalogue.
        version: ISO 8601 UTC, or "".
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
    """The records that one harvest returned.

    Attributes:
        records: each once.
        removed: keys that the source says no longer exist.
        is_complete: whether these are all its records; otherwise they are the changes since `cursor`.
        cursor: where the next harvest continues, "" when each harvest is complete.
    """

    records: tuple[Record, ...]
    removed: frozenset[str] = frozenset()
    is_complete: bool = True
    cursor: str = ""
