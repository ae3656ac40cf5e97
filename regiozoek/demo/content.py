"""Content files: Markdown under a TOML front matter, read once and shared by all towns."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from regiozoek.demo.towns import DEMO_FOLDER

CONTENT_FOLDER = DEMO_FOLDER / "content"
PAGE_KINDS = {
    "paginas": "page",
    "thema": "theme",
    "producten": "product",
    "nieuws": "news",
    "activiteiten": "event",
    "vacatures": "job",
    "besluiten": "decision",
    "fr": "french",
}
"""The kind of page that the files of a folder make."""


class ContentError(Exception):
    """A content file that cannot be read; the message names the file and what is wrong."""


@dataclass(frozen=True, slots=True)
class ContentFile:
    """One content file, not yet filled in for a town."""

    key: str
    """File name without `.md`; a town's own file replaces the common one of the same key."""
    folder: str
    meta: Mapping[str, Any]
    body: str

    @property
    def kind(self) -> str:
        """What the page is: page, theme, product, news, event, job, decision or french."""
        return PAGE_KINDS[self.folder]

    @property
    def path(self) -> str:
        """The page's path: its own `path`, or one made of folder and key."""
        default = f"/{self.key}" if self.folder == "paginas" else f"/{self.folder}/{self.key}"
        return str(self.meta.get("path", default))


@cache
def content_files(town_id: str) -> tuple[ContentFile, ...]:
    """The files that make up a town's site: those for all towns, and its own on top."""
    found = {source.key: source for source in _folder(CONTENT_FOLDER / "all") if _meant_for(source, town_id)}
    found |= {source.key: source for source in _folder(CONTENT_FOLDER / "towns" / town_id)}
    return tuple(found.values())


def _meant_for(source: ContentFile, town_id: str) -> bool:
    return town_id in source.meta.get("towns", [town_id])


@cache
def _folder(root: Path) -> tuple[ContentFile, ...]:
    return tuple(read_content(file) for file in sorted(root.glob("*/*.md")))


def read_content(file: Path) -> ContentFile:
    """Read one content file; raises ContentError when its front matter is not usable."""
    text = file.read_text("utf-8")
    opening, _, rest = text.partition("+++\n")
    head, fence, body = rest.partition("+++\n")
    if opening or not fence:
        raise ContentError(f"{file}: a content file starts with a front matter between two +++ lines")
    try:
        meta = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{file}: the front matter is not valid TOML: {error}") from error
    missing = [name for name in ("title", "description", "updated") if not meta.get(name)]
    if missing:
        raise ContentError(f"{file}: the front matter lacks {', '.join(missing)}")
    return ContentFile(key=file.stem, folder=file.parent.name, meta=meta, body=body)
