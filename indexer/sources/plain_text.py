"""Plain text of source data: remove HTML, also if it is escaped twice, and choose between languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

import lxml.etree
import lxml.html

from crawler.extract.text import collapse_whitespace, element_text

_BLOCK_ELEMENTS = (
    "p",
    "div",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "br",
    "section",
    "article",
    "blockquote",
    "dd",
    "dt",
)
"""Elements that end a line."""

_ESCAPED_TAG = re.compile(r"&(?:amp;)*lt;/?[a-zA-Z][^<>]*?&(?:amp;)*gt;")
"""A tag that was escaped once too often, or several times."""

MAX_ESCAPE_LAYERS = 3
"""Layers of escaping that are removed; two occur in practice."""


def plain_text(markup: str) -> str:
    """Return the text of a piece of HTML, however often it was escaped, with one line per block."""
    for _ in range(MAX_ESCAPE_LAYERS):
        if not _ESCAPED_TAG.search(markup):
            break
        markup = unescape(markup)
    if "<" not in markup and "&" not in markup:
        return _lines(markup)
    try:
        tree = lxml.html.fragment_fromstring(markup.replace("\0", ""), create_parent="div")
    except (lxml.etree.LxmlError, ValueError):
        return _lines(unescape(re.sub(r"<[^<>]*>", " ", markup)))
    for node in tree.iter(*_BLOCK_ELEMENTS):
        node.tail = "\n" + (node.tail or "")
    return _lines(element_text(tree))


def plain_line(markup: str) -> str:
    """Return the text of a piece of HTML on one line, for a title or a summary."""
    return collapse_whitespace(plain_text(markup))


def choose_language(value: Any, languages: Sequence[str]) -> tuple[str, str]:
    """Return a text and its language, given texts by language or a bare text (language "").

    The first of `languages` that has a text wins, otherwise any text.
    """
    if isinstance(value, str):
        return value, ""
    if not isinstance(value, dict):
        return "", ""
    texts = {str(lang): text for lang, text in value.items() if isinstance(text, str) and text.strip()}
    for lang in languages:
        if lang in texts:
            return texts[lang], lang
    return next(((text, lang) for lang, text in texts.items()), ("", ""))


def all_languages(value: Any) -> tuple[str, ...]:
    """Return the texts in all languages, each once."""
    texts = value.values() if isinstance(value, dict) else [value]
    return tuple(dict.fromkeys(plain_line(text) for text in texts if isinstance(text, str) and text.strip()))


def _lines(text: str) -> str:
    return "\n".join(filter(None, map(collapse_whitespace, text.splitlines())))
