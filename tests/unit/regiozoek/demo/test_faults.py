"""A small, independent audit of the miniature region, compared with faults.toml."""

import gzip
import json
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from protego import Protego

from regiozoek.demo.planted_faults import planted_faults
from regiozoek.demo.site import DemoSite
from regiozoek.demo.towns import DEMO_FOLDER, towns

TODAY = datetime.now(UTC).date()
TRUTH_FILE = tomllib.loads((DEMO_FOLDER / "faults.toml").read_text("utf-8"))
CLEAN_SITES = {"kuurne", "zwevegem"}
GENERIC_ANCHORS = {"lees meer", "klik hier", "hier", "meer info", "en savoir plus", "cliquez ici", "lire la suite"}
FRENCH_WORDS = {"le", "la", "les", "des", "vous", "est", "une", "et", "pour", "dans"}
DUTCH_WORDS = {"de", "het", "een", "je", "van", "en", "is", "voor", "op", "met"}
REQUIRED_PROPERTIES = {
    "Event": ("event", ["name", "startDate", "location"]),
    "JobPosting": ("job", ["title", "description", "datePosted", "hiringOrganization", "jobLocation"]),
}


class Audit:
    """Crawl one site by its links and collect (path, rule) pairs."""

    def __init__(self, site: DemoSite) -> None:
        self.site = site
        self.found: set[tuple[str, str]] = set()
        self.robots = Protego.parse(self.body("/robots.txt"))
        self.listed = self.sitemap()
        self.pages: dict[str, BeautifulSoup] = {}
        self.depth: dict[str, int] = {}
        self.crawl()
        for path, soup in self.pages.items():
            self.check_head(path, soup)
            self.check_text(path, soup)
            self.check_links(path, soup)
            self.check_structured_data(path, soup)
        self.check_canonicals()
        self.check_hreflang()
        self.check_site()

    def add(self, path: str, rule: str, *, when: object = True) -> None:
        """Record a finding if `when` is true."""
        if when:
            self.found.add((path, rule))

    def body(self, path: str) -> str:
        """Return the text of a path, decoded with the encoding in its header."""
        made = self.site.get(path)
        encoding = "cp1252" if "windows-1252" in made.content_type else "utf-8"
        return made.body.decode(encoding, errors="replace")

    def path(self, url: str) -> str:
        """Return the path of a URL on the site."""
        return urlsplit(url.removeprefix(self.site.base)).path or "/"

    def follow(self, path: str) -> list[str]:
        """Return the URLs in the redirect chain that starts at `path`."""
        hops = [path]
        while self.site.get(hops[-1]).status == 301 and len(hops) < 12:
            target = self.site.get(hops[-1]).headers["Location"]
            if not target.startswith(self.site.base):
                break
            hops.append(self.path(target))
        return hops

    def sitemap(self) -> list[str]:
        """Return the paths in the sitemap."""
        made = self.site.get("/sitemap.xml")
        self.add("/sitemap.xml", "sitemap-missing", when=made.status == 404)
        if made.status == 404:
            return []
        child = "/sitemap-1.xml.gz" if self.site.town.sitemap_index else "/sitemap.xml"
        source = self.site.get(child).body
        if child.endswith(".gz"):
            source = gzip.decompress(source)
        soup = BeautifulSoup(source, "xml")
        found = [loc.text for loc in soup.find_all("loc")]
        days = Counter(tag.text for tag in soup.find_all("lastmod"))
        future = max(days) > TODAY.isoformat()
        self.add("/sitemap.xml", "sitemap-lastmod", when=future or max(days.values()) >= 0.9 * len(found))
        self.add("/sitemap.xml", "sitemap-invalid", when=any(not loc.startswith("http") for loc in found))
        return [self.path(loc) for loc in found if loc.startswith("http")]

    def crawl(self) -> None:
        """Fetch all pages that are reachable by links or in the sitemap."""
        queue = ["/", *self.listed]
        for path in queue:
            if not self.robots.can_fetch(self.site.base + path, "x"):
                self.add(path, "blocked-linked")
                continue
            made = self.site.get(path)
            if made.status >= 400:
                self.add(path, "http-5xx" if made.status >= 500 else "http-4xx")
            hops = self.follow(path)
            self.add(path, "redirect-chain", when=len(hops) > 2 and path != "/lus/terug")
            if made.status != 200 or "html" not in made.content_type or made.damage or path in self.pages:
                continue
            self.pages[path] = BeautifulSoup(self.body(path), "lxml")
            for _, target in self.internal_links(path, self.pages[path]):
                if target not in queue:
                    queue.append(target)
        self.measure_depth()

    def measure_depth(self) -> None:
        """Compute the click depth of each page."""
        self.depth["/"] = 0
        reached = ["/"]
        for path in reached:
            for _, target in self.internal_links(path, self.pages[path]) if path in self.pages else ():
                if target not in self.depth:
                    self.depth[target] = self.depth[path] + 1
                    reached.append(target)
        for path in self.pages:
            self.add("/", "orphan", when=path not in self.depth)
            self.add(path, "depth", when=self.depth.get(path, 0) > 3)

    def internal_links(self, path: str, soup: BeautifulSoup) -> Iterator[tuple[Tag, str]]:
        """Yield each internal link with the path of its target."""
        for anchor in soup.find_all("a", href=True):
            url = re.sub(r"[\t\n]", "", str(anchor["href"]).strip())
            if not url.startswith(("mailto:", "tel:", "javascript:", "#", "https://www.vlaanderen.be")):
                yield anchor, self.path(urljoin(self.site.base + path, url))

    def check_head(self, path: str, soup: BeautifulSoup) -> None:
        """Check titles, descriptions and robots directives."""
        titles = [tag.text for tag in soup.find_all("title")]
        self.add(path, "title-missing", when=not titles)
        self.add(path, "title-multiple", when=len(titles) > 1)
        self.add(path, "title-length", when=titles and not 15 <= len(titles[0]) <= 65)
        self.add(path, "title-generic", when=titles and titles[0] in {"Startpagina", "Home", "Accueil"})
        text = self.description(soup)
        self.add(path, "description-missing", when=not text)
        self.add(path, "description-length", when=text and not 50 <= len(text) <= 320)
        self.add(path, "viewport", when=not soup.find("meta", attrs={"name": "viewport"}))
        self.add(path, "redirect-client", when=soup.find("meta", attrs={"http-equiv": "refresh"}))
        if soup.find("meta", attrs={"name": "robots", "content": "noindex"}):
            self.add(path, "noindex-unexpected")
            self.add(path, "sitemap-dirty", when=path in self.listed)

    def description(self, soup: BeautifulSoup) -> str:
        """Return the meta description, or an empty string."""
        tag = soup.find("meta", attrs={"name": "description"})
        return str(tag["content"]) if tag else ""

    def main_text(self, path: str) -> str:
        """Return the visible text of a page's main element."""
        return " ".join(self.pages[path].select("main")[0].get_text(" ").split())

    def check_text(self, path: str, soup: BeautifulSoup) -> None:
        """Check headings, language, length and images."""
        levels = [int(tag.name[1]) for tag in soup.select("main h1, main h2, main h3, main h4")]
        ones = [tag.text.strip() for tag in soup.find_all("h1")]
        self.add(path, "h1-missing", when=len(ones) != 1 or not ones[0])
        self.add(path, "heading-skip", when=any(b > a + 1 for a, b in zip([0, *levels], levels, strict=False)))
        lang = str(soup.find_all("html")[0].get("lang", ""))
        self.add(path, "lang-invalid", when=lang not in {"nl", "fr"})
        words = self.main_text(path).lower().split()
        truly = "fr" if sum(w in FRENCH_WORDS for w in words) > sum(w in DUTCH_WORDS for w in words) else "nl"
        self.add(path, "lang-mismatch", when=lang in {"nl", "fr"} and lang != truly)
        self.add(path, "thin", when=len(words) < 30)
        title = {word[:4] for word in re.findall(r"[^\W_]{4,}", soup.title.text.lower())} if soup.title else set()
        heading = {word[:4] for word in re.findall(r"[^\W_]{4,}", " ".join(ones).lower())}
        self.add(path, "title-h1-mismatch", when=title and heading and not title & heading)
        self.add(path, "html-oversize", when=len(self.site.get(path).body) > 2_000_000)
        self.add(path, "soft-404", when="niet gevonden" in (soup.title.text if soup.title else ""))
        for image in soup.find_all("img"):
            self.add(path, "img-alt", when=not image.has_attr("alt"))
            self.add(path, "img-broken", when=self.site.get(str(image["src"])).status != 200)

    def check_links(self, path: str, soup: BeautifulSoup) -> None:
        """Check anchor texts and link targets."""
        for anchor in soup.find_all("a"):
            url, words = str(anchor.get("href", "javascript:")), anchor.text.strip().lower()
            image = anchor.find("img")
            self.add(path, "anchor-uncrawlable", when=url.startswith("javascript:"))
            self.add(path, "anchor-generic", when=words in GENERIC_ANCHORS)
            self.add(path, "anchor-empty", when=not words and not image)
            self.add(path, "img-link-alt", when=not words and image and not image.get("alt"))
            self.add(path, "nofollow-internal", when="nofollow" in str(anchor.get("rel")))
            self.add(path, "url-hygiene", when="PHPSESSID" in url or re.search(r"\s", url.strip()))
            self.add(path, "url-trap", when=url.startswith(f"{path}?maand="))
        for _, target in self.internal_links(path, soup):
            status = self.site.get(target).status
            self.add(path, "link-to-redirect", when=status == 301)
            self.add(path, "link-broken-internal", when=status == 404)

    def check_structured_data(self, path: str, soup: BeautifulSoup) -> None:
        """Check structured data."""
        kinds = set()
        for script in soup.find_all("script", type="application/ld+json"):
            try:
                node: dict[str, Any] = json.loads(script.text)
            except json.JSONDecodeError:
                self.add(path, "sd-syntax")
                continue
            kinds.add(node["@type"])
            if node["@type"] in REQUIRED_PROPERTIES:
                rule, names = REQUIRED_PROPERTIES[node["@type"]]
                late = node.get("validThrough", "9") < TODAY.isoformat()
                self.add(path, f"sd-{rule}", when=late or not all(node.get(name) for name in names))
            if node["@type"] == "BreadcrumbList":
                steps = node["itemListElement"]
                good = all({"position", "name", "item"} <= step.keys() for step in steps) and len(steps) > 1
                self.add(path, "sd-breadcrumb", when=not good)
            if path == "/" and node["@type"] == "GovernmentOrganization":
                wanted = {"name", "url", "logo", "address", "telephone"}
                self.add(path, "sd-organization", when=not wanted <= node.keys())
        self.add(path, "sd-breadcrumb", when="BreadcrumbList" not in kinds and path != "/")

    def check_canonicals(self) -> None:
        """Check canonical URLs and indexability."""
        self.indexable = []
        for path, soup in self.pages.items():
            urls = [str(tag["href"]) for tag in soup.select("link[rel=canonical]")]
            target = urls[0] if len(urls) == 1 else ""
            if not target.startswith("http"):
                self.add(path, "canonical-invalid")
            elif not target.startswith(self.site.base):
                self.add(path, "canonical-off-host")
            elif self.path(target) == "/" != path:
                self.add(path, "canonical-to-home")
            elif self.site.get(self.path(target)).status != 200:
                self.add(path, "canonical-bad-target")
            other = target.startswith("http") and target != self.site.base + path
            self.add(path, "sitemap-dirty", when=other and path in self.listed)
            noindex = soup.find("meta", attrs={"name": "robots", "content": "noindex"})
            if not other and not noindex:
                self.indexable.append(path)
        for path in self.listed:
            self.add(path, "sitemap-dirty", when=self.site.get(path).status != 200)

    def check_hreflang(self) -> None:
        """Check hreflang annotations."""
        known = {
            path: {str(tag["hreflang"]): self.path(str(tag["href"])) for tag in soup.select("link[hreflang]")}
            for path, soup in self.pages.items()
        }
        for path, others in known.items():
            self.add(path, "hreflang-invalid", when=others.keys() - {"nl", "fr"})
            self.add(path, "hreflang-no-self", when=others and path not in others.values())
            returned = all(path in known.get(other, {}).values() for other in others.values() if other != path)
            self.add(path, "hreflang-no-return", when=not returned)

    def check_site(self) -> None:
        """Check the site as a whole, and duplicates."""
        self.add("/", "probe-not-404", when=self.site.get("/bestaat-vast-niet").status == 200)
        statement = all("toegankelijkheidsverklaring" in str(soup) for soup in self.pages.values())
        self.add("/", "a11y-statement", when=not statement)
        lines = [line for line in self.body("/robots.txt").splitlines() if line.strip()]
        self.add("/robots.txt", "robots-syntax", when=any(":" not in line for line in lines))
        missing = set(self.indexable) - set(self.listed)
        self.add("/sitemap.xml", "sitemap-coverage", when=self.listed and missing)
        seen: dict[tuple[str, str], list[str]] = defaultdict(list)
        for path in self.indexable:
            soup = self.pages[path]
            seen["title-duplicate", soup.title.text if soup.title else path].append(path)
            seen["description-duplicate", self.description(soup) or path].append(path)
            seen["duplicate-exact", self.main_text(path)].append(path)
        for (rule, _), paths in seen.items():
            for path in paths if len(paths) > 1 else ():
                self.add(path, rule)
        news = [path for path in self.indexable if path.startswith("/nieuws/")]
        alone = [path for path in news if not self.pages[path].select('link[hreflang="fr"]')]
        self.add("/", "facility-french", when=self.site.town.id == "spiere-helkijn" and alone)
        self.check_near_duplicates()

    def check_near_duplicates(self) -> None:
        """Find near-duplicate pages."""
        shingles = {path: word_trigrams(self.main_text(path)) for path in self.indexable if path != "/register"}
        for path, mine in shingles.items():
            for other, theirs in shingles.items():
                if path < other and 0.9 <= len(mine & theirs) / len(mine | theirs) < 1:
                    self.add(path, "duplicate-near")
                    self.add(other, "duplicate-near")


def word_trigrams(text: str) -> set[tuple[str, ...]]:
    """Return the word trigrams of a text."""
    words = text.split()
    return {tuple(words[start : start + 3]) for start in range(len(words) - 2)}


@pytest.mark.parametrize("number", range(1, 13))
def test_each_site_has_the_faults_of_the_truth_file_and_no_others(number: int) -> None:
    """The audit of a site finds what faults.toml lists for it, and at most the arguable findings in addition."""
    town = towns()[number - 1]
    audit = Audit(DemoSite(town, f"http://127.0.3.{number}:8100", TODAY))
    expected = {(entry["path"], entry["rule"]) for entry in TRUTH_FILE["fault"] if entry["site"] == town.id}
    arguable = {(entry["path"], entry["rule"]) for entry in TRUTH_FILE["arguable"] if entry["site"] == town.id}
    assert sorted(expected) == sorted(audit.found - arguable)


def test_every_rule_has_a_planted_fault() -> None:
    """For each rule of the first version of the audit."""
    rules = [
        "title-h1-mismatch",
        "url-trap",
        "url-hygiene",
        "html-oversize",
        "facility-french",
        "blocked-linked",
        "noindex-unexpected",
        "http-5xx",
        "http-4xx",
        "soft-404",
        "probe-not-404",
        "redirect-chain",
        "redirect-client",
        "sitemap-missing",
        "sitemap-invalid",
        "sitemap-dirty",
        "sitemap-coverage",
        "sitemap-lastmod",
        "canonical-invalid",
        "canonical-bad-target",
        "canonical-to-home",
        "canonical-off-host",
        "duplicate-exact",
        "duplicate-near",
        "title-missing",
        "title-multiple",
        "title-generic",
        "title-duplicate",
        "title-length",
        "description-missing",
        "description-duplicate",
        "description-length",
        "h1-missing",
        "heading-skip",
        "lang-invalid",
        "lang-mismatch",
        "thin",
        "link-broken-internal",
        "link-to-redirect",
        "anchor-uncrawlable",
        "anchor-generic",
        "anchor-empty",
        "nofollow-internal",
        "orphan",
        "depth",
        "sd-syntax",
        "sd-organization",
        "sd-event",
        "sd-job",
        "sd-breadcrumb",
        "hreflang-invalid",
        "hreflang-no-return",
        "hreflang-no-self",
        "viewport",
        "img-alt",
        "img-link-alt",
        "img-broken",
        "a11y-statement",
        "robots-syntax",
    ]
    assert sorted(rules) == sorted({entry["rule"] for entry in TRUTH_FILE["fault"]})


def test_the_clean_sites_are_clean() -> None:
    """Neither the truth file nor the planted faults name one of the two clean sites."""
    entries = [*TRUTH_FILE["fault"], *TRUTH_FILE["hazard"], *TRUTH_FILE["arguable"]]
    named = {entry["site"] for entry in entries} | {plant.site for plant in planted_faults()}
    assert {town.id for town in towns()} - CLEAN_SITES == named


def test_truth_file_has_no_duplicates() -> None:
    """A fault is unique by site, path and rule."""
    keys = [(entry["site"], entry["path"], entry["rule"]) for entry in TRUTH_FILE["fault"]]
    assert len(keys) == len(set(keys))


def test_faults_do_not_depend_on_the_day() -> None:
    """The faults are the same when the server starts on another day."""
    town = towns()[2]
    audit = Audit(DemoSite(town, "http://127.0.3.3:8100", date(2027, 2, 28)))
    expected = {(entry["path"], entry["rule"]) for entry in TRUTH_FILE["fault"] if entry["site"] == town.id}
    assert expected <= audit.found
