"""The frontier: every address once, each refusal with its reason."""

from datetime import UTC, datetime

from crawler.discovery.robots import RobotsRules
from crawler.records.page import BodyKind, Image, Link, Page
from crawler.records.stored_records import Discovery, KnownUrl
from crawler.registry.site import Site
from crawler.registry.url_scope import MAX_LINK_DEPTH
from crawler.spider.frontier import ALIAS, DISALLOWED, NOFOLLOW, TOO_DEEP, Frontier, request_method

HOME = "https://a.be/"
SITE = Site(id="a", name="A", url=HOME, hosts=("a.be",), max_pages=3)


def frontier(robots: bytes = b"") -> Frontier:
    """Return an empty frontier under a robots.txt."""
    rules = RobotsRules.from_response(HOME + "robots.txt", 200, robots)
    assert rules is not None
    return Frontier(SITE, rules)


def page(*links: Link, **fields: object) -> Page:
    """Return a home page with these links."""
    return Page(url=HOME, site="a", fetched_at=datetime.now(UTC), status=200, links=links, **fields)  # type: ignore[arg-type]


def known(url: str, skip: str | None = None, last_run: int | None = None) -> KnownUrl:
    """Return an address as the store has it."""
    return KnownUrl(url, "a", "link", HOME, 1, datetime.now(UTC), skip, last_run)


def test_an_address_is_admitted_once() -> None:
    """The second page that links to it adds nothing."""
    urls = frontier()
    assert Discovery(HOME, "seed", "x", 0) == urls.add(HOME, "seed", "x", 0)
    assert urls.add(HOME, "link", "y", 1) is None


def test_a_foreign_address_is_none_of_ours() -> None:
    """Links to other sites are neither asked nor kept."""
    assert frontier().add("https://b.be/", "link", HOME, 1) is None


def test_what_robots_disallows_is_known_but_not_asked() -> None:
    """The audit needs to know that a link leads to a blocked address."""
    urls = frontier(b"User-agent: *\nDisallow: /x\n")
    found = urls.add(HOME + "x", "link", HOME, 1)
    assert found is not None
    assert (DISALLOWED, None) == (found.skip, urls.pop())


def test_nofollow_is_lifted_by_a_plain_link() -> None:
    """An address that is only linked with nofollow waits until another link vouches for it."""
    urls = frontier()
    first = urls.add(HOME + "x", "link", HOME, 1, nofollow=True)
    second = urls.add(HOME + "x", "link", HOME + "y", 2)
    assert (NOFOLLOW, None) == (first and first.skip, second and second.skip)
    assert urls.waiting == 1


def test_too_deep_is_lifted_by_a_shorter_way() -> None:
    """The first way found to a page need not be the shortest."""
    urls = frontier()
    first = urls.add(HOME + "x", "link", HOME, MAX_LINK_DEPTH + 1)
    second = urls.add(HOME + "x", "link", HOME, 2)
    assert (TOO_DEEP, None) == (first and first.skip, second and second.skip)


def test_a_page_yields_links_images_redirects_and_alternates() -> None:
    """Everything that names an address of the site is a discovery; mailto: and foreign ones are not."""
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
    """After max_pages the frontier is done, and says that it was limited."""
    urls = frontier()
    for number in range(5):
        urls.add(f"{HOME}{number}", "link", HOME, 1)
    taken = [target.url for target in iter(urls.pop, None)]
    assert [f"{HOME}{number}" for number in range(3)] == taken
    assert (True, True) == (urls.done, urls.is_limited)


def test_what_the_store_knows_is_judged_again() -> None:
    """A changed robots.txt changes the reasons; pages asked in this run already count."""
    urls = frontier(b"User-agent: *\nDisallow: /x\n")
    changed = urls.restore([known(HOME + "x"), known(HOME + "y", skip=DISALLOWED), known(HOME + "z", last_run=7)], 7)
    assert {HOME + "x": DISALLOWED, HOME + "y": None} == changed
    assert urls.started == 1


def test_only_what_can_be_read_is_asked_in_full() -> None:
    """Images and archives are asked with HEAD, pages and PDFs with GET."""
    paths = ["", "a.html", "a.pdf", "a.php?x=1", "a.jpg", "a.zip", "a.tar.gz", "style.css"]
    methods = ["GET", "GET", "GET", "GET", "HEAD", "HEAD", "HEAD", "HEAD"]
    assert methods == [request_method(HOME + path) for path in paths]
    assert request_method(HOME + "beeld", "image") == "HEAD"


def test_twins_are_joined() -> None:
    """An address under another origin that shows the same site is the page at the main one, and known once."""
    rules = RobotsRules.from_response(HOME + "robots.txt", 200, b"")
    assert rules is not None
    urls = Frontier(SITE, rules, frozenset({"http://a.be", "https://www.a.be"}))
    first = urls.add("http://a.be/x?y=1", "link", HOME, 1)
    assert (HOME + "x?y=1", None) == (first and first.url, urls.add("https://www.a.be/x?y=1", "link", HOME, 1))
    stored = "https://www.a.be/oud"
    assert {stored: ALIAS} == urls.restore([known(stored)], 1)


def test_a_robots_file_that_changes_in_mid_crawl_is_obeyed() -> None:
    """What is queued and now forbidden is not asked any more, and what comes later is judged by the new rules."""
    urls = frontier()
    for path in ("x", "y"):
        urls.add(HOME + path, "link", HOME, 1)
    rules = RobotsRules.from_response(HOME + "robots.txt", 200, b"User-agent: *\nDisallow: /x\n")
    assert rules is not None
    assert {HOME + "x": DISALLOWED} == urls.apply_robots(rules)
    later = urls.add(HOME + "x2", "link", HOME, 1)
    assert ([HOME + "y"], DISALLOWED) == ([target.url for target in iter(urls.pop, None)], later and later.skip)


def test_feeds_and_frames_lead_on() -> None:
    """A page's feeds and frames are discoveries; what a feed names is news."""
    announced = frontier().add_discovered_on(page(feeds=(HOME + "rss",), frames=(HOME + "kader",)), 0)
    named = frontier().add_discovered_on(page(Link("/b", HOME + "b", "B"), kind=BodyKind.FEED), 1)
    assert [("feed", HOME + "rss"), ("frame", HOME + "kader")] == [(item.how, item.url) for item in announced]
    assert [("news", HOME + "b")] == [(item.how, item.url) for item in named]
