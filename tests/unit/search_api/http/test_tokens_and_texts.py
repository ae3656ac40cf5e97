"""Tokens of webmaster pages, and the languages of the search page."""

import re
import tomllib

import pytest

from indexer.language.translations import TEXT_LANGUAGES
from search_api.http.tokens import REGION_TOKEN_ID, site_token, token_grants_access
from search_api.pages.translations import (
    TEXTS_FOLDER,
    month_labels,
    negotiate_language,
    page_texts,
    weekday_labels,
)


@pytest.mark.parametrize(
    ("site", "token", "expected"),
    [
        ("kuurne", site_token("geheim", "kuurne"), True),
        ("kuurne", site_token("geheim", REGION_TOKEN_ID), True),
        ("kuurne", site_token("geheim", "menen"), False),
        (REGION_TOKEN_ID, site_token("geheim", "kuurne"), False),
        ("kuurne", site_token("anders", "kuurne"), False),
        ("kuurne", "é", False),
        ("kuurne", "", False),
    ],
)
def test_token_grants_access_to_its_site(site: str, token: str, *, expected: bool) -> None:
    """The region's token grants access to all sites; an invalid one to none."""
    assert expected is token_grants_access("geheim", site, token)


def test_no_token_is_valid_without_a_secret() -> None:
    """An empty secret would be known to everyone."""
    assert token_grants_access("", "kuurne", site_token("", "kuurne")) is False


@pytest.mark.parametrize(
    ("requested", "accepted", "expected"),
    [
        (None, None, "nl"),
        ("fr", "en", "fr"),
        ("xx", "fr-BE,fr;q=0.9,nl;q=0.8", "fr"),
        (None, "de,en;q=0.3,nl;q=0.5", "nl"),
        (None, "de;q=x,*", "nl"),
    ],
)
def test_page_language(requested: str | None, accepted: str | None, expected: str) -> None:
    """The requested language, else the browser's best available one, else Dutch."""
    assert expected == negotiate_language(requested, accepted)


@pytest.mark.parametrize("name", ["search_page", "cards", "widget", "widget_guide"])
def test_every_language_has_every_text(name: str) -> None:
    """A missing French or English text would fall back to Dutch."""
    tables = {code: tomllib.loads((TEXTS_FOLDER / code / f"{name}.toml").read_text()) for code in TEXT_LANGUAGES}
    tables["nl"].pop("informal", None)
    assert {code: tables["nl"].keys() for code in TEXT_LANGUAGES} == {
        code: table.keys() for code, table in tables.items()
    }


@pytest.mark.parametrize("language", TEXT_LANGUAGES)
def test_calendar_names_are_complete(language: str) -> None:
    """Seven weekdays, starting on Monday, and twelve months in each language."""
    assert (7, 12) == (len(set(weekday_labels(language))), len(set(month_labels(language))))


def test_informal_texts_replace_the_formal_dutch_ones() -> None:
    informal = [page_texts("search_page", code, informal=True)["label"] for code in TEXT_LANGUAGES]
    assert ["Wat zoek je?", "Que cherchez-vous ?", "What are you looking for?"] == informal


@pytest.mark.parametrize("name", ["search_page", "widget"])
def test_informal_texts_contain_no_formal_pronoun(name: str) -> None:
    """No "u" or "uw" in a region that uses "je"."""
    texts = page_texts(name, "nl", informal=True)
    assert [] == [key for key, text in texts.items() if isinstance(text, str) and re.search(r"\b[Uu]w?\b", text)]
