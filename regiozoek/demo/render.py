"""Renderer of the demo pages: Markdown with the facts of a town, HTML templates and structured data."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt

from regiozoek.demo import formatting, json_ld
from regiozoek.demo.content import CONTENT_FOLDER
from regiozoek.demo.pages import DemoPage, compile_template, stable_number
from regiozoek.demo.towns import DEMO_FOLDER, Town

_markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
_OVERVIEWS = {
    "product": "producten",
    "news": "nieuws",
    "event": "activiteiten",
    "job": "vacatures",
    "decision": "besluiten",
    "french": "accueil",
}
"""Kind of page → key of its overview page."""


@cache
def template_environment() -> Environment:
    """Return the Jinja environment of the HTML templates, with autoescaping."""
    loader = FileSystemLoader(DEMO_FOLDER / "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def labels() -> Mapping[str, Any]:
    """Return the labels of the templates in Dutch and French, and the names of the themes."""
    return tomllib.loads((CONTENT_FOLDER / "labels.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Renderer:
    """Renderer of the pages of one town; `base` is the URL of its site without a trailing slash."""

    town: Town
    base: str
    today: date
    pages: tuple[DemoPage, ...]
    documents: Mapping[str, str]
    """Path → title of the PDF files of the site."""
    search: str = ""
    """URL of the search service whose box is on each page, or "" for a plain form."""

    @cached_property
    def by_key(self) -> dict[str, DemoPage]:
        """Pages by key (the file name of their content file without `.md`)."""
        return {page.key: page for page in self.pages}

    def of_kind(self, kind: str) -> list[DemoPage]:
        """Return the listed pages of a kind: newest news first, soonest events first, others by title."""
        listed = [page for page in self.pages if page.kind == kind and page.listed]
        if kind == "news":
            return sorted(listed, key=lambda page: page.updated, reverse=True)
        if kind == "event":
            return sorted(listed, key=lambda page: int(page.meta["in_days"]))
        return sorted(listed, key=lambda page: page.title.casefold())

    def related(self, page: DemoPage) -> list[DemoPage]:
        """Return up to five other products of the same theme."""
        same = [other for other in self.of_kind("product") if other.meta["theme"] == page.meta["theme"]]
        start = same.index(page) + 1 if page in same else 0
        return [other for other in [*same[start:], *same[:start]] if other is not page][:5]

    def html(self, page: DemoPage) -> str:
        """Return the complete HTML document of a page."""
        body = _markdown.render(self._text(page))
        trail = self._trail(page)
        data = list(self._structured(page, body, trail))
        return (
            template_environment()
            .get_template(_layout(page))
            .render(
                site=self,
                page=page,
                body=body,
                trail=trail,
                data=[json.dumps(node, ensure_ascii=False).replace("</", "<\\/") for node in data],
                alternates=self._alternates(page),
                facility=self._facility(page),
                **self._words(page),
            )
        )

    def not_found(self) -> str:
        """Return the HTML document of the 404 page."""
        return template_environment().get_template("missing.html").render(site=self, page=None, **self._words(None))

    def _words(self, page: DemoPage | None) -> dict[str, Any]:
        lang = page.lang if page else "nl"
        return {
            "town": self.town,
            "facts": self.town.facts,
            "lang": lang,
            "t": labels()[lang],
            "themes": labels()["themes"],
            "formatting": formatting,
            "dates": self.dates,
        }

    def _text(self, page: DemoPage) -> str:
        def pick(*choices: str) -> str:
            return choices[stable_number(self.town.id, page.key, choices[0]) % len(choices)]

        def table(place: Mapping[str, Any]) -> str:
            return f"\n\n{formatting.opening_hours_table(place['hours'], page.lang)}\n\n"

        return compile_template(page.body).render(
            town=self.town,
            pick=pick,
            link=self._link,
            hours=table,
            euro=formatting.format_euro,
            number=formatting.format_integer,
            **self.town.facts,
        )

    def _link(self, key: str, text: str) -> str:
        """Return a Markdown link to the page or PDF with that key, or plain text when the town has none."""
        if key in self.by_key:
            return f"[{text}]({self.by_key[key].path})"
        path = f"/documenten/{key}.pdf"
        return f"[{text}]({path})" if path in self.documents else text

    def _trail(self, page: DemoPage) -> list[tuple[str, str]]:
        """Return the breadcrumbs of a page as (name, path), from the home page down; the home page has none."""
        if page.key == "home":
            return []
        steps = [(str(labels()[page.lang]["home"]), "/")]
        above = self.by_key.get(_OVERVIEWS.get(page.kind, ""))
        if above and above is not page:
            steps.append((above.title, above.path))
        return [*steps, (page.title, page.path)]

    def _alternates(self, page: DemoPage) -> list[tuple[str, str]]:
        """Return (language, absolute URL) of a page and its translation, or nothing without a translation."""
        pair = page if page.kind == "french" else self._french.get(page.key)
        original = self.by_key.get(str(pair.meta.get("pair", ""))) if pair else None
        if not pair or not original:
            return []
        return [("nl", self.base + original.path), ("fr", self.base + pair.path)]

    @cached_property
    def _french(self) -> dict[str, DemoPage]:
        return {str(page.meta["pair"]): page for page in self.pages if "pair" in page.meta}

    def _facility(self, page: DemoPage) -> Mapping[str, Any]:
        """Return the facts of the place whose address and opening hours are shown next to the text."""
        facts: Mapping[str, Any] = self.town.facts[page.meta.get("place", "hall")]
        return facts

    def _structured(self, page: DemoPage, body: str, trail: list[tuple[str, str]]) -> list[json_ld.JsonLd]:
        nodes: list[json_ld.JsonLd] = []
        if page.key in {"home", "contact", "accueil", "contact-fr"}:
            nodes.append(json_ld.organization_node(self.town, self.base))
        if page.key == "home":
            nodes.append(json_ld.website_node(self.town, self.base))
        else:
            nodes.append(json_ld.breadcrumb_node([(name, self.base + path) for name, path in trail]))
        if "schema" in page.meta:
            nodes.append(json_ld.place_node(self.town, page.meta["schema"], self._facility(page)))
        if page.kind == "event":
            span, where = self.dates(page), self._facility(page)
            nodes.append(json_ld.event_node(self.town, page.title, page.description, span, where))
        if page.kind == "job":
            nodes.append(
                json_ld.job_posting_node(self.town, self.base, page.title, body, page.updated, self.closes(page))
            )
        return nodes

    def dates(self, page: DemoPage) -> tuple[datetime, datetime]:
        """Return the start and end of an event."""
        first = self.today + timedelta(days=page.meta["in_days"] + stable_number(self.town.id, page.key) % 5)
        last = first + timedelta(days=page.meta.get("days", 1) - 1)
        return json_ld.belgian_datetime(first, page.meta["starts"]), json_ld.belgian_datetime(last, page.meta["ends"])

    def closes(self, page: DemoPage) -> date:
        """Return the closing date of a vacancy."""
        return self.today + timedelta(days=page.meta["closes_in"])


def _layout(page: DemoPage) -> str:
    if page.key == "home":
        return "home.html"
    if "lists" in page.meta:
        return "listing.html"
    return "decision.html" if page.kind == "decision" else "page.html"
