"""Pages of a town: content files with the facts of the town filled into their front matter."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined, Template

from regiozoek.demo.content import ContentFile, content_files
from regiozoek.demo.formatting import format_euro
from regiozoek.demo.towns import Town

_texts = Environment(undefined=StrictUndefined, trim_blocks=True, autoescape=False)  # noqa: S701 - Markdown


@dataclass(frozen=True, slots=True)
class DemoPage:
    """One HTML page of one town, before rendering."""

    key: str
    kind: str
    path: str
    lang: str
    title: str
    """The H1 of the page and the text of links to it."""
    head_title: str
    description: str
    updated: date
    """Date of the last change, for the Last-Modified header and the sitemap."""
    body: str
    meta: Mapping[str, Any]

    @property
    def listed(self) -> bool:
        """Whether overview pages list this page."""
        return bool(self.meta.get("listed", True))

    @property
    def in_sitemap(self) -> bool:
        """Whether the sitemap contains this page."""
        return bool(self.meta.get("sitemap", True))


@cache
def compile_template(text: str) -> Template:
    """Return a text with placeholders as a compiled template."""
    return _texts.from_string(text)


def town_pages(town: Town, today: date) -> list[DemoPage]:
    """Return all pages of a town; news, events and vacancies have dates around `today`."""
    sources = [source for source in content_files(town.id) if source.key not in town.without]
    return [_page(source, town, today) for source in sources]


def _page(source: ContentFile, town: Town, today: date) -> DemoPage:
    context = {"town": town, "euro": format_euro, **town.facts}
    title = compile_template(source.meta["title"]).render(context)
    suffix = f" | {town.facts.get('name_fr', town.name) if source.kind == 'french' else town.name}"
    head_title = compile_template(source.meta.get("head_title", title + suffix)).render(context)
    return DemoPage(
        key=source.key,
        kind=source.kind,
        path=source.path,
        lang="fr" if source.kind == "french" else "nl",
        title=title,
        head_title=head_title,
        description=compile_template(source.meta["description"]).render(context),
        updated=_updated(source, town, today),
        body=source.body,
        meta=source.meta,
    )


def _updated(source: ContentFile, town: Town, today: date) -> date:
    """Return the date of the last change: a number counts days back from today, a date is shifted per town."""
    updated = source.meta["updated"]
    if isinstance(updated, int):
        return today - timedelta(days=updated)
    return date.fromisoformat(str(updated)) - timedelta(days=stable_number(town.id, source.key) % 90)


def stable_number(*parts: str) -> int:
    """Return a number that depends only on the parts, so that it is the same in every process."""
    return int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:4])
