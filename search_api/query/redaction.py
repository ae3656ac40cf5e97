"""What must not be kept of a query: numbers and addresses that belong to one person.

People paste them by mistake. Nothing else of a query tells who asked, so the rest may be counted.
"""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")

_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z]{4})?(?:[ -]?\d){10,26}(?!\d)", re.IGNORECASE)
"""An IBAN, in groups or not: the country, two digits, some countries the bank's letters, and the account."""

_NUMBER = re.compile(r"\+?\d(?:[ ./()-]{0,2}\d){8,18}")
"""Nine digits or more with what people write between them; shorter ones are years, dates and postcodes."""

_REGISTER, _REGISTER_BASE = 11, 97
"""A Belgian national register number: nine digits, and two that check them."""

_CARD = range(13, 20)


def redact_query(query: str) -> str:
    """Return a query with e-mail addresses and account, card, telephone and national register numbers taken out."""
    query = _EMAIL.sub("[e-mail]", query)
    query = _ACCOUNT.sub("[account]", query)
    return _NUMBER.sub(lambda found: _kind(re.sub(r"\D", "", found[0])), query)


def _kind(digits: str) -> str:
    if len(digits) == _REGISTER and _register(digits):
        return "[register]"
    return "[card]" if len(digits) in _CARD and _luhn(digits) else "[number]"


def _register(digits: str) -> bool:
    """Whether the last two digits check the others, for people born before or since 2000."""
    return any(int(digits[9:]) == _REGISTER_BASE - int(born + digits[:9]) % _REGISTER_BASE for born in ("", "2"))


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
