"""Pages and sites for tests."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

from crawler.records.page import BodyKind, Page
from crawler.registry.site import Site
from crawler.store.page_store import PageStore

KUURNE = Site(id="kuurne", name="Kuurne", url="https://www.kuurne.be/", hosts=("www.kuurne.be",))
MENEN = Site(id="menen", name="Menen", url="https://www.menen.be/", hosts=("www.menen.be",))

TEXT = "Je vraagt je rijbewijs aan bij de dienst burgerzaken van het gemeentehuis."


def page(path: str = "rijbewijs", site: Site = KUURNE, **facts: Any) -> Page:
    """Return a page with status 200 and a text, changed by `facts`."""
    text = facts.get("text", TEXT)
    usual: dict[str, Any] = {
        "url": site.url + path,
        "site": site.id,
        "fetched_at": datetime(2026, 1, 1, tzinfo=UTC),
        "status": 200,
        "kind": BodyKind.HTML,
        "titles": ("Rijbewijs",),
        "text": text,
        "text_hash": hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() if text else "",
        "lang": "nl",
    }
    return Page(**(usual | facts))


def save(store: PageStore, *pages: Page) -> None:
    """Store pages in a crawl of their sites."""
    run = store.begin_run({each.site for each in pages})
    for each in pages:
        store.save_page(run, each, b"")
    store.finish_run(run)
