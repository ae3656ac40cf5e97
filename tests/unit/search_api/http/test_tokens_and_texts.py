"""Tokens of webmaster pages, and the languages of the search page."""

import pytest

from search_api.http.tokens import REGION_TOKEN_ID, site_token, token_grants_access
from search_api.pages.translations import NL, SEARCH_TEXTS, chosen_language


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
    assert expected == chosen_language(asked, accepted)


def test_every_language_has_every_word() -> None:
    """A word that is missing somewhere is shown in Dutch, and months are twelve."""
    assert {code: (NL.keys(), 12) for code in SEARCH_TEXTS} == {
        code: (texts.keys(), len(texts["months"].split())) for code, texts in SEARCH_TEXTS.items()
    }
