"""The home site first, where its answer is as good."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.ranking import WINDOW, home_first, window_of


def hit(name: str, site: str, words: int = 2, attribute: float = 1.0) -> dict[str, Any]:
    """Return a hit as the engine gives it."""
    return {
        "id": name,
        "site": site,
        "_rankingScoreDetails": {
            "words": {"matchingWords": words},
            "attribute": {"attributeRankingOrderScore": attribute},
        },
    }


@pytest.mark.parametrize(
    ("hits", "expected"),
    [
        ([hit("m", "menen"), hit("k", "kuurne")], ["k", "m"]),
        ([hit("m", "menen"), hit("k", "kuurne", words=1)], ["m", "k"]),
        ([hit("m", "menen"), hit("k", "kuurne", attribute=0.4)], ["m", "k"]),
        ([hit("m", "menen"), hit("k1", "kuurne"), hit("k2", "kuurne")], ["k1", "k2", "m"]),
        ([hit("a", "menen"), hit("b", "waregem"), hit("k", "kuurne", words=1)], ["a", "b", "k"]),
    ],
)
def test_home_comes_first_among_equals(hits: list[dict[str, Any]], expected: list[str]) -> None:
    """As good as a neighbour's: before it; less good: behind it; all else keeps its order."""
    assert expected == [each["id"] for each in home_first(hits, "kuurne")]


@given(st.lists(st.tuples(st.sampled_from(["kuurne", "menen"]), st.integers(0, 3)), max_size=30))
def test_no_hit_is_lost_or_repeated(given_hits: list[tuple[str, int]]) -> None:
    """A new order of the same hits, with the others in their old order among themselves."""
    hits = [hit(str(number), site, words) for number, (site, words) in enumerate(given_hits)]
    ranked = home_first(hits, "kuurne")
    assert sorted(each["id"] for each in hits) == sorted(each["id"] for each in ranked)
    others = [each["id"] for each in hits if each["site"] == "menen"]
    assert others == [each["id"] for each in ranked if each["site"] == "menen"]


@pytest.mark.parametrize("size", [1, 7, 10, 50])
def test_a_window_is_whole_pages(size: int) -> None:
    """No page stretches over two windows."""
    assert (0, True) == (window_of(size) % size, window_of(size) >= min(WINDOW, size))
