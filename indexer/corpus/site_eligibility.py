"""Site eligibility: decide whether a page becomes a search document, by the other pages of its site.

`indexer.corpus.eligibility` looks at the page alone.
"""

from __future__ import annotations

from indexer.corpus.site_statistics import SiteStatistics
from indexer.page.page_summary import PageOrSummary
from indexer.records.document import SkippedPage


def check_within_site(page: PageOrSummary, statistics: SiteStatistics) -> SkippedPage | None:
    """Return why a page cannot become a document, judged by the other pages of its site; None when it can.

    A canonical link counts only when its target shows the same document, see `indexer.corpus.canonicals`.
    """
    if page.meta_refresh not in {None, page.url} | statistics.template_redirects:
        return SkippedPage(page.url, "redirect", f"it sends visitors on to {page.meta_refresh}")
    if target := statistics.canonical_targets.get(page.url):
        return SkippedPage(page.url, "canonical-elsewhere", f"its canonical says that {target} is the page to show")
    if preferred := statistics.canonical_duplicates.get(page.url):
        return SkippedPage(page.url, "duplicate", f"{preferred} has the same title and text, and a shorter URL")
    if statistics.error_page and statistics.error_page.resembles(page):
        return SkippedPage(page.url, "soft-error", "its text is that of the site's page for a URL that does not exist")
    return None
