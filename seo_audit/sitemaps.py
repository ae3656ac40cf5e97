"""The sitemaps of a site: which addresses they list, and what is wrong with the files.

lxml reads them, with entities and network off, since a sitemap is whatever a server sends.
advertools' `sitemap_to_df` was tried first: it fetches by itself, parses with entities expanded, and
drops what must be reported here (which file is no XML, which loc is relative, which date no date).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from lxml import etree

from crawler.store import SiteFile
from crawler.url import normalise

MAX_URLS = 50_000
MAX_BYTES = 50 * 1024 * 1024
"""Limits of the sitemaps protocol for one file, uncompressed; Google refuses a larger one."""

ROOTS = frozenset({"urlset", "sitemapindex", "rss", "feed"})
"""Root elements that Google accepts: the protocol's two, RSS and Atom."""


@dataclass(frozen=True, slots=True)
class SitemapProblem:
    """What is wrong with one file: `kind` is dead, xml, root, count, size or relative."""

    url: str
    kind: str
    evidence: str


@dataclass(slots=True)
class Sitemaps:
    """All sitemaps of a site together.

    Attributes:
        files: addresses of the files that answered 200.
        urls: every listed page address in normal form, with the date beside it as written ("" when none).
        problems: what is wrong with the files.
        named_dead: files that robots.txt or an index names and that did not answer 200.
    """

    files: list[str] = field(default_factory=list)
    urls: dict[str, str] = field(default_factory=dict)
    problems: list[SitemapProblem] = field(default_factory=list)
    named_dead: list[str] = field(default_factory=list)


def read_sitemaps(files: Iterable[SiteFile]) -> Sitemaps:
    """Read the site files of kind sitemap."""
    sitemaps = Sitemaps()
    for file in files:
        if file.kind != "sitemap":
            continue
        if file.status == 200:
            sitemaps.files.append(file.url)
            _read(file, sitemaps)
        elif file.source != "guess" and file.redirect is None:
            sitemaps.named_dead.append(file.url)
            sitemaps.problems.append(SitemapProblem(file.url, "dead", file.error or str(file.status)))
    return sitemaps


def parse_date(text: str) -> datetime | None:
    """Return a W3C date or moment as a moment (UTC where it names no zone), None when it is none."""
    text = text.strip()
    if len(text) in {4, 7} and text[:4].isdigit():  # a year, or a year and month, are dates too
        text = f"{text}-01-01"[:10]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read(file: SiteFile, sitemaps: Sitemaps) -> None:
    if len(file.body) > MAX_BYTES:
        sitemaps.problems.append(SitemapProblem(file.url, "size", f"{len(file.body) / 1024 / 1024:.0f} MB"))
    if file.content_type == "text/plain" and not file.body.lstrip().startswith(b"<"):
        entries = [(line.strip(), "") for line in file.body.decode("utf-8", "replace").splitlines() if line.strip()]
    else:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            root = etree.fromstring(file.body, parser)
        except etree.XMLSyntaxError as error:
            sitemaps.problems.append(SitemapProblem(file.url, "xml", str(error)))
            return
        kind = etree.QName(root).localname
        if kind not in ROOTS:
            sitemaps.problems.append(SitemapProblem(file.url, "root", f"<{kind}>"))
            return
        if kind == "sitemapindex":
            return
        entries = _entries(root, kind)
    if len(entries) > MAX_URLS:
        sitemaps.problems.append(SitemapProblem(file.url, "count", f"{len(entries)} <loc>"))
    for loc, lastmod in entries:
        if normalise(loc) is None:
            sitemaps.problems.append(SitemapProblem(file.url, "relative", loc or "<loc></loc>"))
        if loc and (url := normalise(loc, file.url)):
            sitemaps.urls.setdefault(url, lastmod)


def _entries(root: etree._Element, kind: str) -> list[tuple[str, str]]:
    item, address, date = {
        "urlset": ("url", ("loc",), ("lastmod",)),
        "rss": ("item", ("link",), ("pubDate",)),
        "feed": ("entry", ("link",), ("updated",)),
    }[kind]
    entries = []
    for element in root.iter(f"{{*}}{item}"):
        children = {etree.QName(child).localname: child for child in element if isinstance(child.tag, str)}
        where = next((children[name] for name in address if name in children), None)
        when = next((children[name] for name in date if name in children), None)
        # RSS writes its dates in another form; only the protocol's own are judged.
        lastmod = (when.text or "").strip() if when is not None and kind != "rss" else ""
        if where is not None:
            entries.append(((where.get("href") or where.text or "").strip(), lastmod))
    return entries
