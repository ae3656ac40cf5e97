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
def test_a_token_opens_its_own_site(site: str, token: str, *, expected: bool) -> None:
    """A site's token opens that site, the region's all of them, anything else nothing."""
    assert expected is token_grants_access("geheim", site, token)


def test_without_a_secret_nothing_opens() -> None:
    """An empty secret would be everyone's."""
    assert token_grants_access("", "kuurne", site_token("", "kuurne")) is False


@pytest.mark.parametrize(
    ("asked", "accepted", "expected"),
    [
        (None, None, "nl"),
        ("fr", "en", "fr"),
        ("xx", "fr-BE,fr;q=0.9,nl;q=0.8", "fr"),
        (None, "de,en;q=0.3,nl;q=0.5", "nl"),
        (None, "de;q=x,*", "nl"),
    ],
)
def test_the_language_of_the_page(asked: str | None, accepted: str | None, expected: str) -> None:
    """What is asked for, else the browser's best that there is, else Dutch."""
    assert expected == negotiate_language(asked, accepted)


@pytest.mark.parametrize("name", ["search_page", "cards", "widget", "widget_guide"])
def test_every_language_has_every_text(name: str) -> None:
    """No text is missing in French or English, although Dutch would be shown."""
    tables = {code: tomllib.loads((TEXTS_FOLDER / code / f"{name}.toml").read_text()) for code in TEXT_LANGUAGES}
    tables["nl"].pop("informal", None)
    assert {code: tables["nl"].keys() for code in TEXT_LANGUAGES} == {
        code: table.keys() for code, table in tables.items()
    }


@pytest.mark.parametrize("language", TEXT_LANGUAGES)
def test_calendar_names_are_complete(language: str) -> None:
    """Seven weekdays from Monday and twelve months, in each language."""
    assert (7, 12) == (len(set(weekday_labels(language))), len(set(month_labels(language))))


def test_a_region_can_say_je() -> None:
    """The informal texts replace the formal ones, and only in Dutch."""
    informal = [page_texts("search_page", code, informal=True)["label"] for code in TEXT_LANGUAGES]
    assert ["Wat zoek je?", "Que cherchez-vous ?", "What are you looking for?"] == informal


@pytest.mark.parametrize("name", ["search_page", "widget"])
def test_informal_texts_replace_every_formal_one(name: str) -> None:
    """No "u" or "uw" is left where a region says "je"."""
    texts = page_texts(name, "nl", informal=True)
    assert [] == [key for key, text in texts.items() if isinstance(text, str) and re.search(r"\b[Uu]w?\b", text)]
