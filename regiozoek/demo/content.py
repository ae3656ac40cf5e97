"""Content files of the miniature region: Markdown with TOML front matter, read once and shared by all towns."""

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
"""Folder → kind of the pages in it."""


class ContentError(Exception):
    """A content file is invalid; the message names the file and the problem."""


@dataclass(frozen=True, slots=True)
class ContentFile:
    """One content file, before the facts of a town are filled in."""

    key: str
    """File name without `.md`. A town's own file overrides the common file with the same key."""
    folder: str
    meta: Mapping[str, Any]
    body: str

    @property
    def kind(self) -> str:
        """Kind of the page: page, theme, product, news, event, job, decision or french."""
        return PAGE_KINDS[self.folder]

    @property
    def path(self) -> str:
        """Path of the page: `path` from the front matter, or folder and key."""
        default = f"/{self.key}" if self.folder == "paginas" else f"/{self.folder}/{self.key}"
        return str(self.meta.get("path", default))


@cache
def content_files(town_id: str) -> tuple[ContentFile, ...]:
    """Return the content files of a town: the common ones, overridden by its own."""
    files = {file.key: file for file in _read_folder(CONTENT_FOLDER / "all") if _applies_to(file, town_id)}
    files |= {file.key: file for file in _read_folder(CONTENT_FOLDER / "towns" / town_id)}
    return tuple(files.values())


def _applies_to(file: ContentFile, town_id: str) -> bool:
    return town_id in file.meta.get("towns", [town_id])


@cache
def _read_folder(root: Path) -> tuple[ContentFile, ...]:
    return tuple(read_content(file) for file in sorted(root.glob("*/*.md")))


def read_content(file: Path) -> ContentFile:
    """Read one content file.

    Raises:
        ContentError: the front matter is absent, invalid or incomplete.
    """
    text = file.read_text("utf-8")
    opening, _, rest = text.partition("+++\n")
    head, fence, body = rest.partition("+++\n")
    if opening or not fence:
        raise ContentError(f"{file}: start the file with front matter between two +++ lines")
    try:
        meta = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{file}: the front matter is not valid TOML: {error}") from error
    missing = [name for name in ("title", "description", "updated") if not meta.get(name)]
    if missing:
        raise ContentError(f"{file}: add {', '.join(missing)} to the front matter")
    return ContentFile(key=file.stem, folder=file.parent.name, meta=meta, body=body)
