"""robots.txt and sitemaps of a demo site."""

import gzip
from collections.abc import Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape

from regiozoek.demo import resource
from regiozoek.demo.documents import PdfDocument
from regiozoek.demo.pages import DemoPage
from regiozoek.demo.resource import Resource
from regiozoek.demo.towns import Town

_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_PROLOGUE = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CHILD = "/sitemap-1.xml.gz"


def robots_and_sitemaps(
    town: Town, base: str, pages: Sequence[DemoPage], documents: Mapping[str, PdfDocument], newest: date
) -> dict[str, Resource]:
    """Return robots.txt and the sitemap files by path; one town has a sitemap index with a gzipped sitemap."""
    entries = [(page.path, page.updated) for page in pages if page.in_sitemap]
    entries += [(path, document.updated) for path, document in documents.items()]

    def urlset() -> str:
        return _urlset(base, entries)

    resources = {"/robots.txt": resource.text_resource(resource.TEXT_TYPE, lambda: _robots(base), date(2025, 1, 6))}
    if not town.sitemap_index:
        resources["/sitemap.xml"] = resource.text_resource(resource.XML_TYPE, urlset, newest)
        return resources
    resources["/sitemap.xml"] = resource.text_resource(resource.XML_TYPE, lambda: _index(base, newest), newest)
    resources[_CHILD] = Resource("application/gzip", lambda: gzip.compress(urlset().encode(), mtime=0), newest)
    return resources


def _robots(base: str) -> str:
    return f"User-agent: *\nDisallow: /zoeken\nDisallow: /admin\n\nSitemap: {base}/sitemap.xml\n"


def _urlset(base: str, entries: Sequence[tuple[str, date]]) -> str:
    rows = "".join(
        f"<url><loc>{escape(base + path)}</loc><lastmod>{updated}</lastmod></url>\n"
        for path, updated in sorted(entries)
    )
    return f"{_PROLOGUE}<urlset {_NAMESPACE}>\n{rows}</urlset>\n"


def _index(base: str, newest: date) -> str:
    return (
        f"{_PROLOGUE}<sitemapindex {_NAMESPACE}>\n"
        f"<sitemap><loc>{base}{_CHILD}</loc><lastmod>{newest}</lastmod></sitemap>\n"
        "</sitemapindex>\n"
    )
