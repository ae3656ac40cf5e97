"""Check every page of a crawled region with a rule of your own: `python examples/custom_rule.py --data var/demo`.

The rule reports pages whose text addresses people both formally ("u") and informally ("je"). It is not part of the
audit and does not change scores; to add a rule to the audit, see CONTRIBUTING.md.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from crawler.records.page import Page
from crawler.registry.site import Site
from crawler.store.page_store import PageStore
from indexer.sources.registry import load_registry
from seo_audit.records.verdict import OK, Verdict, incomplete
from seo_audit.rules.rule import Category, PageRule, Repair, Severity, define_rule

_FORMAL = re.compile(r"\b(u|uw)\b", re.IGNORECASE)
_INFORMAL = re.compile(r"\b(je|jij|jouw|jullie)\b", re.IGNORECASE)


@define_rule(
    PageRule, "mixed-address", Severity.NOTICE, Category.CONTENT, source="helpful-content", repair=Repair.CONTENT
)
def mixed_address(page: Page, _site: Site) -> Verdict:
    """A Dutch page says both "u" and "je"."""
    formal, informal = len(_FORMAL.findall(page.text)), len(_INFORMAL.findall(page.text))
    if page.lang == "nl" and formal and informal:
        return incomplete("mixed", f"{formal} × u, {informal} × je")
    return OK


def violations(store: PageStore, sites: tuple[Site, ...]) -> Iterator[tuple[str, str]]:
    """Yield (URL, evidence) of each page that violates the rule."""
    for site in sites:
        for page in store.pages(site.id):
            if page.status == 200:
                verdict = mixed_address.check(page, site)
                if verdict.fails:
                    yield page.url, verdict.evidence


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Check pages with a rule of your own.")
    parser.add_argument("--data", type=Path, default=Path("var/demo"), help="data folder of a crawl")
    options = parser.parse_args()
    with PageStore.open(options.data / "pages.db") as opened:
        for url, evidence in violations(opened, load_registry(options.data / "sites.toml").sites):
            print(url, evidence)
