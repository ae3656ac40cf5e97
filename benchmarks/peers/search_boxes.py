"""Three search boxes on the same page: ours, Pagefind's UI, and GOV.UK's accessible-autocomplete.

Pagefind searches an index of the same pages in the browser. accessible-autocomplete is only a box; it requests its
suggestions from our service, as on GOV.UK.
"""

from __future__ import annotations

import mimetypes
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from regiozoek.demo.site import DemoSite
from regiozoek.demo.towns import towns
from tests.servers.pages import PageServer, StubResponse

NODE_MODULES = Path(__file__).with_name("boxes") / "node_modules"

AUTOCOMPLETE_SUGGESTION = ".autocomplete__option:not(.autocomplete__option--no-results)"

AUTOCOMPLETE_FILES = "/autocomplete/accessible-autocomplete.min"

PAGE_TEMPLATE = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Proef</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head>
<body><h1>Gemeente Kuurne</h1><div id="box">{body}</div><p>Welkom op de website.</p>{end}</body></html>"""


@dataclass(frozen=True, slots=True)
class SearchBox:
    """One box: path of its page, and CSS selectors of its input and of a suggestion, which may be in shadow trees."""

    name: str
    path: str
    input: str
    suggestion: str


class _PathReplies(dict[str, StubResponse]):
    """Responses by path; the query is ignored, because Pagefind adds the time to it."""

    def get(self, path: str, default: Any = None) -> Any:
        return super().get(path.partition("?")[0], default)


class PeersMissingError(Exception):
    """The peers are not installed; the message contains the command that installs them."""


def publish_boxes(server: PageServer, api: str, folder: Path) -> tuple[SearchBox, ...]:
    """Publish the three pages and their files on a server; `folder` is used for the index of Pagefind.

    Raises:
        PeersMissingError: the peers are not installed.
    """
    if not (NODE_MODULES / "pagefind").is_dir():
        raise PeersMissingError("the other search boxes are not installed; run npm ci in benchmarks/peers/boxes")
    write_pagefind_index(folder)
    server.responses = _PathReplies(server.responses)
    _publish_folder(server, "/pagefind/", folder / "pagefind")
    _publish_folder(server, "/autocomplete/", NODE_MODULES / "accessible-autocomplete" / "dist")
    pages = {
        "ours": (
            f'<script src="{api}/widget.js" crossorigin defer></script>',
            f'<regio-zoek api="{api}" home="kuurne"></regio-zoek>',
            "",
        ),
        "pagefind": (
            '<link rel="stylesheet" href="/pagefind/pagefind-ui.css"><script src="/pagefind/pagefind-ui.js"></script>',
            "",
            '<script>new PagefindUI({element: "#box", showImages: false})</script>',
        ),
        "accessible-autocomplete": (
            f'<link rel="stylesheet" href="{AUTOCOMPLETE_FILES}.css"><script src="{AUTOCOMPLETE_FILES}.js"></script>',
            "",
            '<script>accessibleAutocomplete({element: document.getElementById("box"), id: "q", minLength: 2, '
            "source: (query, show) => fetch(`" + api + "/api/suggest?home=kuurne&q=${encodeURIComponent(query)}`)"
            ".then(answer => answer.json()).then(found => show(found.suggestions.map(({text}) => text)))})</script>",
        ),
    }
    for name, (head, body, end) in pages.items():
        server.add_response(f"/{name}.html", PAGE_TEMPLATE.format(head=head, body=body, end=end))
    return (
        SearchBox("ours", "/ours.html", "input", "[role=option]"),
        SearchBox("pagefind", "/pagefind.html", ".pagefind-ui__search-input", ".pagefind-ui__result-link"),
        SearchBox("accessible-autocomplete", "/accessible-autocomplete.html", "#q", AUTOCOMPLETE_SUGGESTION),
    )


def write_pagefind_index(folder: Path) -> None:
    """Write the pages of the twelve towns of the miniature region to `folder`, and index them with Pagefind."""
    for number, town in enumerate(towns(), 1):
        site = DemoSite(town, f"http://127.0.3.{number}:8410", date(2026, 3, 2))
        for page in site.pages:
            file = folder / town.id / page.path.strip("/") / "index.html"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(site.get(page.path).body)
    command: list[str | Path] = ["node", NODE_MODULES / "pagefind" / "lib" / "runner" / "bin.cjs", "--site", folder]
    subprocess.run(command, check=True, capture_output=True)


def _publish_folder(server: PageServer, prefix: str, folder: Path) -> None:
    for file in _files(folder):
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        server.add_response(prefix + file.relative_to(folder).as_posix(), file.read_bytes(), content_type=kind)


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
