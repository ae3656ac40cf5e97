"""Placeholder texts ("under construction", "lorem ipsum") of pages without a text, in Dutch, French and English."""

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
MAX_PLACEHOLDER_WORDS = 200
"""A text of at most this many words with a placeholder is a placeholder page. A longer text has other content."""


def find_placeholder(text: str) -> str:
    """Return the placeholder phrase in a short text, "" without one."""
    if len(text.split()) > MAX_PLACEHOLDER_WORDS:
        return ""
    match = PLACEHOLDER_TEXT.search(text)
    return match[0] if match else ""
