"""Main-text extractors to compare with ours: functions from the HTML of a page to its text, used as documented."""

from __future__ import annotations

import functools
import importlib
import logging
import warnings
from collections.abc import Callable
from typing import Any

Extractor = Callable[[str], str]

REQUIRED_MODULES = {
    "trafilatura": "trafilatura",
    "trafilatura, fast": "trafilatura",
    "readability-lxml": "readability",
    "justext": "justext",
    "resiliparse": "resiliparse",
    "all text (BeautifulSoup)": "bs4",
}
"""Extractor → Python module that it needs."""


def installed_extractors() -> tuple[dict[str, Extractor], list[str]]:
    """Return the installed extractors, and a message for each that is not installed."""
    found: dict[str, Extractor] = {}
    missing = []
    extractors: dict[str, Extractor] = {
        "trafilatura": functools.partial(_trafilatura, fast=False),
        "trafilatura, fast": functools.partial(_trafilatura, fast=True),
        "readability-lxml": _readability,
        "justext": _justext,
        "resiliparse": _resiliparse,
        "all text (BeautifulSoup)": _all_text,
    }
    for name, extractor in extractors.items():
        try:
            importlib.import_module(REQUIRED_MODULES[name])
        except ImportError:
            missing.append(f"{name} is left out because the module {REQUIRED_MODULES[name]} is not installed")
        else:
            found[name] = extractor
    for noisy in ("trafilatura", "readability"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    return found, missing


def _trafilatura(markup: str, *, fast: bool) -> str:
    import trafilatura

    return trafilatura.extract(markup, fast=fast, include_comments=False) or ""


def _readability(markup: str) -> str:
    import lxml.html
    import readability

    try:
        summary = readability.Document(markup.replace("\0", "")).summary()
        return " ".join(lxml.html.document_fromstring(summary).itertext())
    except (readability.readability.Unparseable, ValueError):
        return ""


@functools.cache
def _stop_words() -> frozenset[str]:
    import justext

    return justext.get_stoplist("Dutch") | justext.get_stoplist("English")


def _justext(markup: str) -> str:
    import justext

    paragraphs: list[Any] = justext.justext(markup.encode(), _stop_words(), encoding="utf-8")
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


def _resiliparse(markup: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(markup, main_content=True))


def _all_text(markup: str) -> str:
    from bs4 import BeautifulSoup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # XHTML is parsed as HTML, as in browsers
        return BeautifulSoup(markup, "lxml").get_text("\n")
