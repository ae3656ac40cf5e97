"""Texts that stand in for a text still to be written, in Dutch, French and English."""

from __future__ import annotations

import re

PLACEHOLDER_TEXT = re.compile(
    r"lorem ipsum"
    r"|\b(pagina|website|inhoud|tekst)\b.{0,20}\b(in opbouw|in aanmaak|volgt (nog|later|binnenkort))\b"
    r"|\b(plaats|typ|vul) hier\b.{0,20}\btekst\b|\bhier komt\b.{0,20}\b(tekst|inhoud)\b"
    r"|\b(page|site|contenu)\b.{0,20}\ben (construction|préparation)\b|\btexte à (venir|compléter)\b"
    r"|\b(page|site|content) under construction\b|\b(insert|add) (your )?text here\b",
    re.IGNORECASE,
)
"""What stands on pages that nobody has written yet, in Dutch, French and English."""

MAX_PLACEHOLDER_WORDS = 200
"""Words within which such a phrase is the page's own message; in a longer text it is about something else."""


def find_placeholder(text: str) -> str:
    """Return the phrase by which a short text says that it is still to be written, "" when it does not."""
    if len(text.split()) > MAX_PLACEHOLDER_WORDS:
        return ""
    match = PLACEHOLDER_TEXT.search(text)
    return match[0] if match else ""
