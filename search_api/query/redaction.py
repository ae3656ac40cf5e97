"""Redaction of personal data in queries before they are logged: e-mail addresses and personal numbers.

People paste these by mistake. Nothing else in a query identifies a person, so the rest may be counted.
"""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")

_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z]{4})?(?:[ -]?\d){10,26}(?!\d)", re.IGNORECASE)
"""An IBAN with or without spaces: country code, two check digits, in some countries bank letters, account number."""

_NUMBER = re.compile(r"\+?\d(?:[ ./()-]{0,2}\d){8,18}")
"""Nine digits or more with common separators; shorter numbers are years, dates and postcodes."""

_REGISTER, _REGISTER_BASE = 11, 97
"""Length and modulus of a Belgian national register number: nine digits and two check digits."""

_CARD = range(13, 20)


def redact_query(query: str) -> str:
    """Replace e-mail addresses and account, card, telephone and national register numbers by placeholders."""
    query = _EMAIL.sub("[e-mail]", query)
    query = _ACCOUNT.sub("[account]", query)
    return _NUMBER.sub(lambda found: _kind(re.sub(r"\D", "", found[0])), query)


def _kind(digits: str) -> str:
    if len(digits) == _REGISTER and _register(digits):
        return "[register]"
    return "[card]" if len(digits) in _CARD and _luhn(digits) else "[number]"


def _register(digits: str) -> bool:
    """Whether the check digits are valid, for people born before 2000 or later."""
    return any(int(digits[9:]) == _REGISTER_BASE - int(born + digits[:9]) % _REGISTER_BASE for born in ("", "2"))


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
