"""What a site pastes to have the search box: markup with a plain form in it, a policy, a library for Drupal."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

from indexer.records.document import DocumentType
from search_api.pages.translations import SEARCH_TEXTS
from search_api.widget.bundle import widget_bundle

RESULT_MODES = ("overlay", "inline", "page")

HEX_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)

CSS_PROPERTIES = (
    ("color", "#0b4f6c", "#8ccbe8"),
    ("on-color", "#fff", "#0a1c26"),
    ("background", "#fff", "#10191f"),
    ("text", "#1b2a33", "#e5ecf0"),
    ("muted", "#52626c", "#a6b6bf"),
    ("border", "#79878f", "#7b8d97"),
    ("divider", "#d5dde1", "#324650"),
    ("shade", "#eef3f5", "#1b2a33"),
    ("link", "color", "color"),
    ("mark", "#fff0b8", "#5a4a12"),
    ("focus", "#b35900", "#ffb454"),
    ("radius", "0.4em", "0.4em"),
    ("size", "medium", "medium"),
    ("font", "system-ui, …", "system-ui, …"),
)
"""(name behind --regio-zoek-, default on a light page, on a dark one)."""

CSS_PARTS = (
    *("root", "form", "box", "input", "clear", "button", "suggestions", "suggestion", "active", "results", "heading"),
    *("close", "result", "link", "about", "excerpt", "answer", "best", "all"),
)


@dataclass(frozen=True, slots=True)
class WidgetSnippet:
    """The choices of one site, from which everything it pastes is written.

    `api` is the address of this service; `pin` ties the page to the present build by its hash.
    """

    api: str
    home: str = ""
    lang: str = "nl"
    types: tuple[DocumentType, ...] = ()
    results: str = "overlay"
    placeholder: str = ""
    colour: str = ""
    pin: bool = False
    attributes: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Work out the element's attributes, leaving out what is the default."""
        given = {
            "api": self.api,
            "home": self.home,
            "lang": self.lang,
            "types": ",".join(self.types),
            "placeholder": self.placeholder,
            "results": self.results if self.results != "overlay" else "",
        }
        object.__setattr__(self, "attributes", {name: value for name, value in given.items() if value})

    @property
    def script(self) -> str:
        """The address of the script."""
        return self.api + (widget_bundle().address if self.pin else "/widget.js")

    @property
    def markup(self) -> str:
        """The HTML to paste."""
        texts = SEARCH_TEXTS[self.lang]
        pinned = f' integrity="{widget_bundle().integrity}"' if self.pin else ""
        given = " ".join(f'{name}="{escape(value)}"' for name, value in self.attributes.items())
        hidden = [("home", self.home)] if self.home else []
        hidden += [*(("type", kind.value) for kind in self.types), ("taal", self.lang)]
        fields = "".join(f'    <input type="hidden" name="{name}" value="{escape(value)}">\n' for name, value in hidden)
        return (
            f'<script src="{escape(self.script)}"{pinned} crossorigin="anonymous" defer></script>\n'
            f"<regio-zoek {given}>\n"
            f'  <form action="{escape(self.api)}/zoeken" role="search">\n'
            f'    <label for="regio-zoek-q">{texts["submit"]}</label>\n'
            '    <input id="regio-zoek-q" name="q" type="search">\n'
            f"{fields}"
            f"    <button>{texts['submit']}</button>\n"
            "  </form>\n"
            "</regio-zoek>"
        )

    @property
    def style(self) -> str:
        """The line of CSS that gives it the site's colour."""
        return f"regio-zoek {{ --regio-zoek-color: {self.colour or '#0b4f6c'}; --regio-zoek-on-color: #fff; }}"

    @property
    def policy(self) -> str:
        """What a Content-Security-Policy must allow."""
        return f"script-src {self.api}; connect-src {self.api}; form-action {self.api}"

    @property
    def library(self) -> str:
        """The library of a Drupal theme that brings the script."""
        pinned = f", integrity: '{widget_bundle().integrity}'" if self.pin else ""
        return (
            "regiozoek:\n  js:\n"
            f"    {self.script}:\n      type: external\n"
            f"      attributes: {{ defer: true, crossorigin: anonymous{pinned} }}"
        )
