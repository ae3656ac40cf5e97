"""Documents and ranking models for tests."""

from __future__ import annotations

from typing import Any

from indexer.language.analysis import stems
from indexer.ranking.build import RankingModelBuilder
from indexer.ranking.model import RankingModel
from indexer.records.document import Document, DocumentType, document_id


def document(title: str = "Recyclagepark", body: str = "", **facts: Any) -> Document:
    """Return a document of Kuurne with the stems of its texts, changed by `facts`; its URL is made from its title."""
    site, lang = facts.get("site", "kuurne"), facts.get("lang", "nl")
    url = facts.pop("url", f"https://www.{site}.be/{title.lower().replace(' ', '-')}")
    identity = document_id(url)
    called = " ".join((*facts.get("keywords", ()), *facts.get("anchors", ())))
    usual: dict[str, Any] = {
        "id": identity,
        "url": url,
        "site": site,
        "source": "web",
        "type": DocumentType.PAGE,
        "title": title,
        "body": body,
        "lang": lang,
        "cluster": identity,
        "title_stems": stems(title, lang),
        "heading_stems": stems(" ".join(facts.get("headings", ())), lang),
        "called_stems": stems(called, lang),
        "body_stems": stems(body, lang),
    }
    return Document(**(usual | facts))


def model_of(*documents: Document) -> RankingModel:
    """Return the ranking model of documents, numbered in this order."""
    builder = RankingModelBuilder()
    for each in documents:
        builder.add(each)
    return builder.model()
