"""Frontier: every URL once, each refusal with its reason."""

from datetime import UTC, datetime

from crawler.discovery.robots import RobotsTxtRules
from crawler.records.page import BodyKind, Image, Link, Page
from crawler.records.stored_records import Discovery, KnownUrl
from crawler.registry.site import Site
from crawler.registry.url_scope import MAX_LINK_DEPTH
from crawler.spider.frontier import ALIAS, DISALLOWED, NOFOLLOW, TOO_DEEP, Frontier, request_method

HOME = "https://a.be/"
SITE = Site(id="a", name="A", url=HOME, hosts=("a.be",), max_pages=3)


def frontier(robots: bytes = b"") -> Frontier:
    """Return an empty frontier under a robots.txt."""
    rules = RobotsTxtRules.from_response(HOME + "robots.txt", 200, robots)
    assert rules is not None
    return Frontier(SITE, rules)


def page(*links: Link, **fields: object) -> Page:
    """Return a home page with these links."""
    return Page(url=HOME, site="a", fetched_at=datetime.now(UTC), status=200, links=links, **fields)  # type: ignore[arg-type]


def known(url: str, skip: str | None = None, last_run: int | None = None) -> KnownUrl:
    """Return a URL as the store has it."""
    return KnownUrl(url, "a", "link", HOME, 1, datetime.now(UTC), skip, last_run)


def test_a_url_is_added_once() -> None:
    """The second page that links to it adds nothing."""
    urls = frontier()
    assert Discovery(HOME, "seed", "x", 0) == urls.add(HOME, "seed", "x", 0)
    assert urls.add(HOME, "link", "y", 1) is None


def test_urls_of_other_sites_are_ignored() -> None:
    """Links to other sites are neither requested nor stored."""
    assert frontier().add("https://b.be/", "link", HOME, 1) is None


def test_disallowed_urls_are_known_but_not_requested() -> None:
    """The audit needs to know that a link leads to a disallowed URL."""
    urls = frontier(b"User-agent: *\nDisallow: /x\n")
    found = urls.add(HOME + "x", "link", HOME, 1)
    assert found is not None
    assert (DISALLOWED, None) == (found.skip, urls.pop())


def test_nofollow_is_lifted_by_a_plain_link() -> None:
    """A URL that is only linked with nofollow is requested once another link is found."""
    urls = frontier()
    first = urls.add(HOME + "x", "link", HOME, 1, nofollow=True)
    second = urls.add(HOME + "x", "link", HOME + "y", 2)
    assert (NOFOLLOW, None) == (first and first.skip, second and second.skip)
    assert urls.waiting == 1


def test_too_deep_is_lifted_by_a_shorter_path() -> None:
    """The first path found to a page need not be the shortest."""
    urls = frontier()
    first = urls.add(HOME + "x", "link", HOME, MAX_LINK_DEPTH + 1)
    second = urls.add(HOME + "x", "link", HOME, 2)
    assert (TOO_DEEP, None) == (first and first.skip, second and second.skip)


def test_links_images_redirects_and_alternates_are_discovered() -> None:
    """Every URL of the site on a page is a discovery; mailto: and other sites are not."""
    found = frontier().add_discovered_on(
        page(
            Link("/b", HOME + "b", "B"),
            Link("mailto:x", None, "post"),
            Link("https://b.be/", "https://b.be/", "elders"),
            images=(Image("/i.png", HOME + "i.png", "i"),),
            meta_refresh=HOME + "nieuw",
        ),
        0,
    )
    assert [("redirect", 1), ("link", 1), ("image", 1)] == [(item.how, item.depth) for item in found]


def test_max_pages_ends_a_site() -> None:
    """After max_pages the frontier is done and limited."""
    urls = frontier()
    for number in range(5):
        urls.add(f"{HOME}{number}", "link", HOME, 1)
    taken = [target.url for target in iter(urls.pop, None)]
    assert [f"{HOME}{number}" for number in range(3)] == taken
    assert (True, True) == (urls.done, urls.is_limited)


def test_known_urls_are_checked_again() -> None:
    """A changed robots.txt changes the reasons; URLs requested in this run already count."""
    urls = frontier(b"User-agent: *\nDisallow: /x\n")
    changed = urls.restore([known(HOME + "x"), known(HOME + "y", skip=DISALLOWED), known(HOME + "z", last_run=7)], 7)
    assert {HOME + "x": DISALLOWED, HOME + "y": None} == changed
    assert urls.started == 1


def test_other_files_are_requested_with_head() -> None:
    """Images and archives are requested with HEAD, pages and PDFs with GET."""
    paths = ["", "a.html", "a.pdf", "a.php?x=1", "a.jpg", "a.zip", "a.tar.gz", "style.css"]
    methods = ["GET", "GET", "GET", "GET", "HEAD", "HEAD", "HEAD", "HEAD"]
    assert methods == [request_method(HOME + path) for path in paths]
    assert request_method(HOME + "beeld", "image") == "HEAD"


def test_aliases_are_mapped_to_the_main_origin() -> None:
    """A URL of an alias is the page at the main origin, and known once."""
    rules = RobotsTxtRules.from_response(HOME + "robots.txt", 200, b"")
    assert rules is not None
    urls = Frontier(SITE, rules, frozenset({"http://a.be", "https://www.a.be"}))
    first = urls.add("http://a.be/x?y=1", "link", HOME, 1)
    assert (HOME + "x?y=1", None) == (first and first.url, urls.add("https://www.a.be/x?y=1", "link", HOME, 1))
    stored = "https://www.a.be/oud"
    assert {stored: ALIAS} == urls.restore([known(stored)], 1)


def test_a_robots_file_that_changes_during_a_crawl_applies() -> None:
    """Queued URLs that are now disallowed are dropped, and the new rules apply to later ones."""
    urls = frontier()
    for path in ("x", "y"):
        urls.add(HOME + path, "link", HOME, 1)
    rules = RobotsTxtRules.from_response(HOME + "robots.txt", 200, b"User-agent: *\nDisallow: /x\n")
    assert rules is not None
    assert {HOME + "x": DISALLOWED} == urls.apply_robots(rules)
    later = urls.add(HOME + "x2", "link", HOME, 1)
    assert ([HOME + "y"], DISALLOWED) == ([target.url for target in iter(urls.pop, None)], later and later.skip)


def test_feeds_and_frames_are_discovered() -> None:
    """A page's feeds and frames are discoveries; links in a feed are news."""
    announced = frontier().add_discovered_on(page(feeds=(HOME + "rss",), frames=(HOME + "kader",)), 0)
    named = frontier().add_discovered_on(page(Link("/b", HOME + "b", "B"), kind=BodyKind.FEED), 1)
    assert [("feed", HOME + "rss"), ("frame", HOME + "kader")] == [(item.how, item.url) for item in announced]
    assert [("news", HOME + "b")] == [(item.how, item.url) for item in named]
