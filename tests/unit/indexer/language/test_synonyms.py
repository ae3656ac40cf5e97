"""Synonyms: the format of the files, and the synonyms of each name."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import pytest

from indexer.language.analysis import stop_words, words
from indexer.language.synonyms import max_phrase_length, synonyms_by_phrase


def lines() -> Iterator[tuple[str, list[str]]]:
    """Yield (file and line, its names as written) of each group."""
    for file in files("indexer.language").joinpath("synonym_lists").iterdir():
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if text := line.partition("#")[0].strip():
                yield f"{file.name}:{number}", text.replace(">", "=").split("=")


def test_each_line_is_a_group() -> None:
    """It has at least two names, none empty, and at most one `>`."""
    wrong = [place for place, names in lines() if len(names) < 2 or not all(name.strip() for name in names)]
    many = [
        f"{file.name}: {line}"
        for file in files("indexer.language").joinpath("synonym_lists").iterdir()
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.partition("#")[0].count(">") > 1
    ]
    assert ([], []) == (wrong, many)


def test_no_group_repeats_a_name() -> None:
    """A name that occurs twice in a line, in any spelling, is a mistake."""
    folded = {place: [tuple(words(name)) for name in names] for place, names in lines()}
    assert [] == [place for place, names in folded.items() if len(set(names)) != len(names)]


def test_every_name_keeps_words_when_normalised() -> None:
    """A name has a word that is not a stop word of its language; otherwise no query would match it."""
    wordless = [
        (place, name)
        for place, names in lines()
        for name in names
        if not set(words(name)) - stop_words(place.partition(".")[0])
    ]
    assert [] == wordless


def test_every_name_leads_somewhere_else() -> None:
    """Each name of the files is known, and none is its own synonym."""
    known = synonyms_by_phrase()
    assert [] == [name for _, names in lines() for name in names if tuple(words(name)) not in known]
    assert [] == [name for name, others in known.items() if name in others or not words(" ".join(name))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("containerpark", "recyclagepark"),
        ("reispas", "paspoort"),
        ("eid", "identiteitskaart"),
        ("huisvuil", "restafval"),
        ("verhuizen", "adreswijziging"),
        ("bouwvergunning", "omgevingsvergunning"),
    ],
)
def test_names_of_the_same_thing_lead_to_each_other(one: str, other: str) -> None:
    """The citizen's word and the official one are synonyms of each other."""
    assert ((other,) in synonyms_by_phrase()[one,], (one,) in synonyms_by_phrase()[other,]) == (True, True)


@pytest.mark.parametrize(
    ("citizens", "official"), [("stort", "recyclagepark"), ("vuilkar", "afvalkalender"), ("library", "bibliotheek")]
)
def test_a_name_behind_the_sign_only_leads(citizens: str, official: str) -> None:
    """The name "stort" leads to the recycling park, but not the other way round."""
    assert ((official,) in synonyms_by_phrase()[citizens,], (citizens,) in synonyms_by_phrase()[official,]) == (
        True,
        False,
    )


def test_of_names_of_several_words_only_the_usual_one_is_led_to() -> None:
    """The name "oud papier" leads to "papier en karton"; the words "oud" and "papier" alone are too ambiguous."""
    known = synonyms_by_phrase()
    assert ("papier", "en", "karton") in known["oud", "papier"]
    assert ("oud", "papier") not in {other for others in known.values() for other in others}


def test_the_longest_name_is_known() -> None:
    """Queries are searched for names of up to this length."""
    assert max(len(words(name)) for _, names in lines() for name in names) == max_phrase_length()
