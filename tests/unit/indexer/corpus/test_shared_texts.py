"""Near-identical texts on several sites."""

import pytest

from indexer.corpus.near_duplicates import Codes
from indexer.corpus.shared_texts import SharedTextClusters, ShingleHasher, band_codes
from indexer.language.analysis import words
from indexer.records.document import DocumentType
from tests.unit.indexer.records import KUURNE, MENEN

SHARED = (
    "In {name} breng je grofvuil naar het recyclagepark. Maak vooraf een afspraak op het nummer {phone}. "
    "Breng je identiteitskaart mee en sorteer je afval thuis al in aparte zakken. Aan de ingang weegt een "
    "medewerker je aanhangwagen en betaal je met de kaart. Asbest en gasflessen neem je apart mee in folie."
)
HASHER = ShingleHasher((KUURNE, MENEN))
GROUP = (DocumentType.PRODUCT, "nl")


def codes_of(text: str) -> tuple[Codes, Codes]:
    """Return shingles and band codes of a text."""
    shingles = HASHER.shingles(words(text))
    return shingles, band_codes(shingles)


def clusters_of(*texts: tuple[str, str, str]) -> SharedTextClusters:
    """Return clusters of texts, given as (id, site, text)."""
    found = SharedTextClusters()
    for name, site, text in texts:
        found.add(name, f"https://www.{site}.be/{name}", site, GROUP, *codes_of(text))
    return found


def test_the_same_text_with_other_names_and_numbers_is_one() -> None:
    """Names of municipalities and numbers make no difference; each text has the other's URL."""
    clusters = clusters_of(
        ("k", "kuurne", SHARED.format(name="Kuurne", phone="056 73 71 11")),
        ("m", "menen", SHARED.format(name="Menen", phone="056 52 92 00")),
        ("x", "menen", "Iets heel anders over de bibliotheek, de openingsuren en de boeken die je er leent. " * 3),
    ).clusters()
    assert {"k": ("k", "https://www.menen.be/m"), "m": ("k", "https://www.kuurne.be/k")} == {
        name: (cluster.id, cluster.copies[0].url) for name, cluster in clusters.items()
    }


@pytest.mark.parametrize("phone", ["056/73.71.11", "05673 71 11"])
def test_however_a_number_is_written_it_is_one(phone: str) -> None:
    """Towns write telephone numbers and hours in different ways, in one short text or in many places."""
    text = " ".join(SHARED.split()[:30]) + " Bel {phone} of {phone}. Open van {phone} tot {phone}."
    usual, other = (text.format(name=name, phone=each) for name, each in (("Kuurne", "056 52 92 00"), ("Menen", phone)))
    found = clusters_of(("k", "kuurne", usual), ("m", "menen", other)).clusters()
    assert {"k", "m"} == set(found)


def test_two_pages_of_one_site_stay_two() -> None:
    """A cluster has at most one text of a site."""
    same = SHARED.format(name="Kuurne", phone="1")
    clusters = clusters_of(("a", "kuurne", same), ("b", "kuurne", same), ("m", "menen", same)).clusters()
    assert (2, ("kuurne", "menen")) == (len(clusters), clusters["m"].sites)


def test_texts_of_two_kinds_are_not_compared() -> None:
    """A news item and a product are two results, even with the same words."""
    found = SharedTextClusters()
    for name, site, kind in (("k", "kuurne", DocumentType.NEWS), ("m", "menen", DocumentType.PRODUCT)):
        found.add(name, f"https://www.{site}.be/", site, (kind, "nl"), *codes_of(SHARED))
    assert {} == found.clusters()


def test_short_texts_are_alike_by_chance() -> None:
    """A few words are not a shared text."""
    assert (
        {} == clusters_of(("k", "kuurne", "Meer informatie volgt"), ("m", "menen", "Meer informatie volgt")).clusters()
    )


def test_a_text_that_is_left_out_is_no_copy() -> None:
    """A page that is skipped is in no cluster."""
    found = clusters_of(("k", "kuurne", SHARED), ("m", "menen", SHARED))
    found.discard(["m"])
    assert {} == found.clusters()
