"""When a known URL is requested again."""

from datetime import UTC, datetime, timedelta

import pytest

from crawler.records.stored_records import KnownUrl, LastFetch
from crawler.spider.recrawl_policy import MAX_REST, crawl_order, due_at, reason_due

NOW = datetime(2026, 5, 6, 3, tzinfo=UTC)
HOME = "https://a.be/"
DAY = timedelta(days=1)


def known(
    path: str = "over-ons",
    *,
    unchanged: timedelta = 365 * DAY,
    ago: timedelta = DAY,
    how: str = "link",
    found: timedelta = 400 * DAY,
    lastmod: datetime | None = None,
    status: int = 200,
    misses: int = 0,
) -> KnownUrl:
    """Return a URL that was requested `ago`, and was `unchanged` that long by then."""
    asked = LastFetch(NOW - ago, NOW - ago - unchanged, status, misses)
    return KnownUrl(HOME + path, "a", how, HOME, 1, NOW - found, None, 1, lastmod, asked)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (known(unchanged=timedelta(0)), "it is due"),
        (known(unchanged=9 * DAY), "it is due"),
        (known(unchanged=10 * DAY), "it is due"),  # rests one day, and a daily timer may be a little early
        (known(unchanged=20 * DAY, ago=2 * DAY), "it is due"),
        (known(unchanged=3650 * DAY, ago=MAX_REST), "it is due"),
        (known(""), "home page"),
        (known(how="feed"), "news"),
        (known(how="news", found=29 * DAY), "news"),
        (known("nl/nieuws"), "news"),
        (known("Agenda/"), "news"),
        (known("kaart.png", how="image", unchanged=timedelta(0)), "it is due"),
        (known(lastmod=NOW), "sitemap"),
        (known(lastmod=NOW - DAY - timedelta(hours=3)), "sitemap"),
        (known(status=503), "failed or was redirected"),
        (known(status=0), "failed or was redirected"),
        (known(status=404, misses=1), "failed or was redirected"),
        (known(status=301, misses=1), "failed or was redirected"),
    ],
)
def test_each_reason_to_request_again(address: KnownUrl, why: str) -> None:
    """Each reason to request a URL again."""
    assert why in (reason_due(address, HOME, NOW) or "")


@pytest.mark.parametrize(
    "address",
    [
        known(),
        known(unchanged=20 * DAY),
        known(how="news", found=31 * DAY),
        known("nieuws/2019/een-bericht"),
        known("kaart.png", how="image", unchanged=timedelta(0), ago=timedelta(hours=12)),
        known("weg.zip", unchanged=timedelta(0), ago=timedelta(hours=12), status=404, misses=1),
        known(lastmod=NOW - 30 * DAY),
        known(status=404, misses=2),
        known(status=301, misses=2),
    ],
)
def test_a_page_unchanged_for_long_rests(address: KnownUrl) -> None:
    """A page that has not changed for a year is not requested every day."""
    assert reason_due(address, HOME, NOW) is None
    assert due_at(address) > NOW


def test_a_new_url_is_due() -> None:
    """A new URL is due at once."""
    new = KnownUrl(HOME + "x", "a", "link", HOME, 1, NOW, None, None)
    assert reason_due(new, HOME, NOW) == "it was never requested"


def test_the_order_is_fair_when_a_crawl_ends_early() -> None:
    """The home page and news first, then new URLs, then those requested longest ago."""
    new = KnownUrl(HOME + "nieuw", "a", "link", HOME, 2, NOW, None, None)
    deep = KnownUrl(HOME + "diep", "a", "link", HOME, 5, NOW, None, None)
    old, recent, home = known("oud", ago=9 * DAY), known("recent"), known("", how="seed")
    assert [home, new, deep, old, recent] == crawl_order([recent, old, deep, new, home], HOME)
