"""What the search page offers to refine by."""

from datetime import date

import pytest

from search_api.links import Links
from search_api.query import SearchRequest
from search_api.refinements import periods, trail


def test_periods_lie_around_today() -> None:
    """The past ends today and what comes begins today; the one in force is marked."""
    request = SearchRequest(q="a", since=date(2026, 11, 17), until=date(2026, 11, 24))
    offered = periods(request, Links(request), date(2026, 11, 24))
    assert ["past_week"] == [period.word for period in offered if period.present]
    assert "/zoeken?q=a&from=2026-11-24&to=2026-12-01" == offered[3].url


@pytest.mark.parametrize(
    ("url", "steps"),
    [
        ("https://www.kuurne.be/", []),
        ("https://www.kuurne.be/contact", []),
        ("https://www.kuurne.be/producten/recyclagepark", ["Producten"]),
        ("https://www.kuurne.be/vrije-tijd/sport/zwembad.html", ["Vrije tijd", "Sport"]),
        ("https://www.kuurne.be/file/2024/09/verslag.pdf", ["File"]),
        ("https://www.kuurne.be/caf%C3%A9s/x", ["Cafés"]),
        ("https://www.kuurne.be/" + "a" * 50 + "/x", []),
    ],
)
def test_a_trail_is_made_of_words(url: str, steps: list[str]) -> None:
    """Steps of an address that are words, without numbers and without the page itself."""
    assert steps == trail(url)
