"""Filters of the search page: periods and sort order."""

from datetime import date

from search_api.pages.filters import period_choices, sort_choices
from search_api.pages.search_urls import SearchUrls
from search_api.query.search_request import SearchRequest, SortOrder


def test_periods_are_relative_to_today() -> None:
    """Past periods end today and future ones start today; the active one is marked."""
    request = SearchRequest(q="a", since=date(2026, 11, 17), until=date(2026, 11, 24))
    offered = period_choices(request, SearchUrls(request), date(2026, 11, 24))
    assert ["past_week"] == [period.text_key for period in offered if period.active]
    assert "/zoeken?q=a&from=2026-11-24&to=2026-12-01" == offered[3].url
    assert (date(2026, 11, 24), date(2026, 12, 1)) == (offered[3].request.since, offered[3].request.until)


def test_sort_link_resets_the_page_number() -> None:
    """The other filters stay."""
    request = SearchRequest(q="a", home="kuurne", page=3)
    best, newest = sort_choices(request, SearchUrls(request))
    assert (True, False, "/zoeken?q=a&home=kuurne&sort=date") == (best.active, newest.active, newest.url)
    assert SearchRequest(q="a", home="kuurne", sort=SortOrder.DATE) == newest.request
