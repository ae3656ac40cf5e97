"""Each page has one URL."""

import json
import re
from pathlib import Path

import pytest

from crawler.records.url import MAX_URL_LENGTH, normalise_url

BASE = "https://www.kortrijk.be/nieuws/markt"


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("HTTPS://WWW.Kortrijk.BE:443/a/./b/../c", "https://www.kortrijk.be/a/c"),
        ("/contact#openingsuren", "https://www.kortrijk.be/contact"),
        ("fietsroute", "https://www.kortrijk.be/nieuws/fietsroute"),
        ("?pagina=2", "https://www.kortrijk.be/nieuws/markt?pagina=2"),
        ("//pers.kortrijk.be/x", "https://pers.kortrijk.be/x"),
        (" /café ", "https://www.kortrijk.be/caf%C3%A9"),
        ("/a?utm_source=mail&b=2&fbclid=x&a=1", "https://www.kortrijk.be/a?b=2&a=1"),
        ("/a?PHPSESSID=12", "https://www.kortrijk.be/a"),
        ("/(S(lit3py55t21z5v55vlm25s55))/a/b.aspx", "https://www.kortrijk.be/a/b.aspx"),
        ("/a(b)/c", "https://www.kortrijk.be/a(b)/c"),
        ("/a;jsessionid=1F?x=1", "https://www.kortrijk.be/a?x=1"),
        ("https://user:secret@www.kortrijk.be/", "https://www.kortrijk.be/"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
    ],
)
def test_a_url_has_one_normal_form(href: str, expected: str) -> None:
    """Case, default ports, dot segments, fragments, tracking, sessions and credentials make no second page."""
    assert expected == normalise_url(href, BASE)


@pytest.mark.parametrize(
    "href",
    ["mailto:info@kortrijk.be", "javascript:void(0)", "tel:+3256", "data:,x", "http://", "https://[::1", "ftp://x/"],
)
def test_other_urls_have_no_normal_form(href: str) -> None:
    """Other schemes and invalid URLs have no normal form."""
    assert normalise_url(href, BASE) is None


def test_a_url_over_the_limit_has_no_normal_form() -> None:
    """A URL over the limit is refused, before and after it is resolved."""
    assert normalise_url("/" + "a" * MAX_URL_LENGTH, BASE) is None


def test_normalising_is_idempotent() -> None:
    """Normalising twice changes nothing."""
    once = normalise_url("/a b/ü?q=1 2&utm_medium=x", BASE)
    assert once is not None
    assert once == normalise_url(once)


def cases(shared: Path) -> list[dict[str, str]]:
    """Return the web platform's own test cases of URL parsing.

    Left out: lone surrogates, which a decoded page cannot contain, and hosts that are not valid punycode, which ada 4.0
    accepts (eight cases; no DNS knows such a name).
    """
    data = json.loads((shared / "data/conformance/wpt-url/urltestdata.json").read_text())
    odd = re.compile("[\ud800-\udfff]|xn--(pokxncvks|/)", re.IGNORECASE)
    return [case for case in data if isinstance(case, dict) and not odd.search(case["input"])]


def test_urls_are_parsed_as_browsers_do(shared: Path) -> None:
    """The result is the URL that a browser would request, or None."""
    wrong = []
    assert len(cases(shared)) > 800
    for case in cases(shared):
        base = case.get("base")
        expected = None
        if not case.get("failure") and case["protocol"] in {"http:", "https:"}:
            expected = f"{case['protocol']}//{case['host']}{case['pathname']}{case['search']}"
        if expected != normalise_url(case["input"], base if base and base != "about:blank" else None):
            wrong.append((case["input"], base, expected))
    assert [] == wrong
