"""Detect the language of a text, among those that sites of this region use."""

from __future__ import annotations

import functools
import re

from py3langid.langid import MODEL_FILE, LanguageIdentifier

DETECTABLE_LANGUAGES = ("nl", "fr", "en", "de")
"""The three official languages of Belgium, and English."""

MIN_WORDS_TO_DETECT = 50
"""Minimum number of words for detection: a title and an address are too little."""

_SAMPLE_CHARS = 3000
"""Characters used for detection: more does not change the result."""


@functools.cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(DETECTABLE_LANGUAGES))
    return identifier


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of a text's language, "" when the text is too short."""
    if len(text.split()) < MIN_WORDS_TO_DETECT:
        return ""
    return str(_identifier().classify(text[:_SAMPLE_CHARS])[0])


def primary_subtag(tag: str) -> str:
    """Return the primary subtag of a BCP 47 tag ("nl-BE" → "nl"), "" when it is not a tag."""
    match = re.match(r"^\s*([A-Za-z]{2,3})(?=[-_,\s]|$)", tag)
    return match[1].lower() if match else ""
