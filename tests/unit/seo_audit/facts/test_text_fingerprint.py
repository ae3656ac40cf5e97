"""Near-identical texts are found, and only those."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from seo_audit.facts.text_fingerprint import NEAR_DUPLICATE_THRESHOLD, group_similar_texts, text_fingerprint


def text(seed: str, count: int = 200) -> str:
    """A text of words that no other seed shares."""
    return " ".join(f"{seed}{number}" for number in range(count))


def jaccard(one: str, two: str) -> float:
    """The similarity of two texts, the slow and plain way."""
    sets = [set(pairwise(words)) for words in (one.split(), two.split())]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def test_similarity_is_the_exact_jaccard_of_word_pairs() -> None:
    """The verification is exact, not MinHash's estimate."""
    one, two = text("a"), text("a", 150) + " " + text("b", 30)
    assert text_fingerprint(one).similarity(text_fingerprint(two)) == jaccard(one, two)


def test_near_texts_cluster_under_the_first() -> None:
    """Texts that differ in a few words form a group led by the one that came first; others stay out."""
    texts = {"first": text("a"), "other": text("b"), "second": text("a", 195), "third": text("a") + " en meer"}
    assert group_similar_texts((key, text_fingerprint(value)) for key, value in texts.items()) == [
        ["first", "second", "third"]
    ]


def test_a_pair_that_hashing_proposes_is_still_compared() -> None:
    """Two texts at 0.8 are no duplicates, whatever the hash tables say."""
    texts = {"a": text("a", 90) + " " + text("x", 10), "b": text("a", 90) + " " + text("y", 10)}
    assert NEAR_DUPLICATE_THRESHOLD > jaccard(*texts.values()) > 0.7
    assert group_similar_texts((key, text_fingerprint(value)) for key, value in texts.items()) == []


def test_word_order_counts() -> None:
    """The same words in another order are another text."""
    words = text("a").split()
    assert text_fingerprint(" ".join(words)).similarity(text_fingerprint(" ".join(reversed(words)))) < 0.1


def test_a_text_of_one_word_has_no_fingerprint() -> None:
    """There is nothing to compare."""
    assert text_fingerprint("hallo") is None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=8))
def test_clusters_agree_with_comparing_every_pair(cuts: list[int]) -> None:
    """Of texts cut at the end by different numbers of words, each group's members are near its leader."""
    texts = {number: text("a", 200 - 8 * cut) for number, cut in enumerate(cuts)}
    found = group_similar_texts((key, text_fingerprint(value)) for key, value in texts.items())
    for group in found:
        assert all(jaccard(texts[group[0]], texts[member]) >= NEAR_DUPLICATE_THRESHOLD for member in group[1:])
    leaders = [group[0] for group in found] + [key for key in texts if not any(key in group for group in found)]
    assert all(jaccard(texts[one], texts[two]) < NEAR_DUPLICATE_THRESHOLD for one, two in combinations(leaders, 2))


def test_containment_in_tells_how_much_of_a_text_another_holds() -> None:
    """A short text inside a long one is wholly in it; the other way round it is not."""
    short, long = text_fingerprint(text("a", 20)), text_fingerprint(text("a", 100))
    assert short.containment_in(long) == 1
    assert long.containment_in(short) < 0.25
