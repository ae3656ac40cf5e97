"""Generic link texts ("read more"), which do not say where a link leads, in Dutch, French and English.

Lighthouse's link-text check has no Dutch list (#14845, #15377): a page full of "lees meer" scores 100.
"""

from __future__ import annotations

import re

_DUTCH = """
lees meer|lees verder|meer lezen|meer|meer info|meer informatie|info|klik hier|klik|hier|deze link|link|via deze link
deze pagina|verder|ga verder|bekijk|bekijk meer|bekijk hier|meer weten
ontdek meer|ontdek|toon meer|zie hier|volg de link
lees hier meer|lees er hier meer over|download hier|meer details|details|doorgaan|hier klikken|klik dan hier
"""

_FRENCH = """
en savoir plus|cliquez ici|cliquer ici|ici|lire la suite|lire plus|plus|plus d'infos|plus d'info|plus d'informations
suite|la suite|voir plus|voir|découvrir|ce lien|lien|suivez ce lien|cette page|par ici|détails
"""

_ENGLISH = """
read more|learn more|more|more info|more information|click here|click|here|this|this link|link|this page|continue
continue reading|go|see more|view more|view|details|find out more|right here
"""

GENERIC_LINK_TEXTS = frozenset(re.split(r"\s*[|\n]\s*", (_DUTCH + _FRENCH + _ENGLISH).strip())) - {""}

_DECORATION = re.compile(r"^[^\w]+|[^\w]+$")


def is_generic_link_text(anchor: str) -> bool:
    """Return whether a link text is generic. Arrows and dots around it are ignored."""
    text = " ".join(_DECORATION.sub("", anchor.casefold().replace("’", "'")).split())
    return text in GENERIC_LINK_TEXTS
