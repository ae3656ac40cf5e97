"""What the search page offers to refine by."""

from datetime import date

from search_api.pages.filters import period_choices, sort_choices
from search_api.pages.search_urls import SearchUrls
from search_api.query.search_request import SearchRequest, SortOrder


def test_periods_lie_around_today() -> None:
    """The past ends today and what comes begins today; the one in force is marked."""
    request = SearchRequest(q="a", since=date(2026, 11, 17), until=date(2026, 11, 24))
    offered = period_choices(request, SearchUrls(request), date(2026, 11, 24))
    assert ["past_week"] == [period.text_key for period in offered if period.active]
    assert "/zoeken?q=a&from=2026-11-24&to=2026-12-01" == offered[3].url
    assert (date(2026, 11, 24), date(2026, 12, 1)) == (offered[3].request.since, offered[3].request.until)


def test_an_order_is_searched_from_its_first_page() -> None:
    """With all other choices kept."""
    request = SearchRequest(q="a", home="kuurne", page=3)
    best, newest = sort_choices(request, SearchUrls(request))
    assert (True, False, "/zoeken?q=a&home=kuurne&sort=date") == (best.active, newest.active, newest.url)
    assert SearchRequest(q="a", home="kuurne", sort=SortOrder.DATE) == newest.request
