"""Redaction of personal data in a query before it is logged."""

import pytest

from search_api.query.redaction import redact_query


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("paspoort jan.peeters@example.be kwijt", "paspoort [e-mail] kwijt"),
        ("93.05.18-223.61", "[register]"),
        ("rijksregister 85073003328 attest", "rijksregister [register] attest"),
        ("4539 1488 0343 6467", "[card]"),
        ("BE71 0961 2345 6769 terugbetaling", "[account] terugbetaling"),
        ("be71096123456769", "[account]"),
        ("056 12 34 56 wie belt", "[number] wie belt"),
        ("+32 470 12 34 56", "[number]"),
        ("0470/12.34.56", "[number]"),
        ("begroting 2024 2025", "begroting 2024 2025"),
        ("huisnummer 12 8520 Kuurne", "huisnummer 12 8520 Kuurne"),
        ("containerpark open zaterdag 21/11/2026", "containerpark open zaterdag 21/11/2026"),
        ("wet van 1999 art 12 bis", "wet van 1999 art 12 bis"),
        ("", ""),
    ],
)
def test_personal_data_is_redacted(query: str, kept: str) -> None:
    """E-mail addresses and national register, card, account and phone numbers; not years, dates and postcodes."""
    assert kept == redact_query(query)
