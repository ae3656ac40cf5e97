"""Which URLs belong to a site, and the reason for each refusal."""

import pytest

from crawler.registry.site import Site
from crawler.registry.url_scope import MAX_CRAWLED_VARIANTS, OTHER_SITE, UrlScope, is_private_hostname

SITE = Site(
    id="kuurne",
    name="Kuurne",
    url="https://www.kuurne.be/",
    hosts=("www.kuurne.be", "sport.kuurne.be"),
    exclude=("/intern/", "/*.ics$"),
)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.kuurne.be/contact", None),
        ("http://sport.kuurne.be/", None),
        ("https://www.kortrijk.be/", OTHER_SITE),
        ("https://www.kuurne.be:8443/", OTHER_SITE),
        ("https://www.kuurne.be/intern/x", "excluded by the registry"),
        ("https://www.kuurne.be/a.ics", "excluded by the registry"),
        ("https://www.kuurne.be/a.ics?b", None),
        ("https://www.kuurne.be/a/a/a/a/b", "one path segment occurs in it more than 3 times"),
    ],
)
def test_each_url_is_allowed_or_has_a_reason(url: str, expected: str | None) -> None:
    """Hosts, ports, patterns of the registry and repeating paths decide."""
    assert expected == UrlScope(SITE).refusal(url)


def test_other_paths_than_the_included_ones_are_refused() -> None:
    """With include patterns, only matching paths are requested."""
    scope = UrlScope(Site(id="a", name="A", url="https://a.be/", hosts=("a.be",), include=("/nl/",)))
    assert [None, "not among the registry's included paths"] == [
        scope.refusal(f"https://a.be{p}") for p in ("/nl/x", "/fr/x")
    ]


def test_query_variants_are_limited() -> None:
    """The variants of one path are limited; other paths are not affected."""
    scope = UrlScope(SITE)
    reasons = [
        scope.variant_refusal(f"https://www.kuurne.be/kalender?maand={n}") for n in range(MAX_CRAWLED_VARIANTS + 1)
    ]
    assert [None] * MAX_CRAWLED_VARIANTS == reasons[:-1]
    assert f"more than {MAX_CRAWLED_VARIANTS} query variants of one path" == reasons[-1]
    assert scope.variant_refusal("https://www.kuurne.be/nieuws?pagina=1") is None


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("192.168.1.1", True),
        ("169.254.169.254", True),
        ("[::1]", True),
        ("intranet.local", True),
        ("www.kuurne.be", False),
        ("93.184.216.34", False),
    ],
)
def test_private_hosts_are_recognised(host: str, private: bool) -> None:
    """Loopback, private and link-local addresses, and their names."""
    assert private == is_private_hostname(host)


def test_a_private_host_needs_permission() -> None:
    """Without allow_private even a site's own private host is refused."""
    site = Site(id="a", name="A", url="http://127.0.0.1/", hosts=("127.0.0.1",))
    assert "allow_private" in (UrlScope(site).refusal("http://127.0.0.1/x") or "")
