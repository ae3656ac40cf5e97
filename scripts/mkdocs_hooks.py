"""MkDocs hooks: add the Markdown files outside docs/ to the documentation site, and adapt their links.

README.md becomes the start page. Links to files that are not pages of the site (source code) become code.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
OUTSIDE = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "SECURITY.md": "SECURITY.md",
    "deploy/README.md": "deploy/README.md",
    "benchmarks/README.md": "benchmarks/README.md",
    "examples/README.md": "examples/README.md",
}
"""Path in the repository → path on the site, of the pages outside docs/."""

_SOURCES = {site: repository for repository, site in OUTSIDE.items()}
_LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)#:\s]+)(#[^)\s]*)?\)")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages outside docs/."""
    for repository, site in OUTSIDE.items():
        files.append(File.generated(config, site, content=(ROOT / repository).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001 -- the hook's signature
    """Rewrite links that are relative to the repository into links of the site."""
    here = page.file.src_uri
    source = _SOURCES.get(here, f"docs/{here}")

    def rewrite(found: re.Match[str]) -> str:
        image, text, target, anchor = found[1], found[2], found[3], found[4] or ""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        site = OUTSIDE.get(path, path.removeprefix("docs/"))
        if path.startswith("docs/") or path in OUTSIDE:
            return f"{image}[{text}]({posixpath.relpath(site, posixpath.dirname(here) or '.')}{anchor})"
        return text if text.startswith("`") else f"`{text}`"

    return _LINK.sub(rewrite, markdown)
