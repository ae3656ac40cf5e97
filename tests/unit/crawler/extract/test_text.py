"""Texts of documents without unprintable characters, and with divided words joined."""

import pytest

from crawler.extract.text import remove_unprintable


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("speel\x02plein", "speelplein"),
        ("speel\ufffe\r\nplein", "speelplein"),
        ("speel\x02 \n  plein", "speelplein"),
        ("speel\xad\nplein", "speelplein"),
        ("speel\xadplein \xaden bos", "speelplein en bos"),
        ("SPEEL\x02PLEIN", "SPEELPLEIN"),
        ("West\x02Vlaanderen", "West-Vlaanderen"),
        ("OCMW\x02raad", "OCMW-raad"),
        ("2019\x022024", "2019-2024"),
        ("65\x02plussers", "65-plussers"),
        ("in\x02 en uitgang", "in en uitgang"),
        ("in\x02\nen uitgang", "in- en uitgang"),
        ("kin\x02\nenorm", "kinenorm"),
        ("eind\x02", "eind"),
        ("\x00Ta\x07rief\x9d \ufeffvan\tde\ndag\x0c", "Tarief van\tde\ndag\x0c"),
        ("één – gewone ‘tekst’ 😀", "één – gewone ‘tekst’ 😀"),
    ],
)
def test_only_what_readers_see_remains(text: str, clean: str) -> None:
    """A word divided over two lines is one word again; a hyphen that belongs to it stays."""
    assert clean == remove_unprintable(text)
