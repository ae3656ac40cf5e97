"""Code that a site pastes to embed the search box: markup with a fallback form, CSP rule, Drupal library."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

from indexer.records.document import DocumentType
from search_api.pages.translations import page_texts
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
"""CSS custom properties: (name after --regio-zoek-, default on light pages, default on dark pages)."""

CSS_PARTS = (
    *("root", "form", "box", "input", "clear", "button", "suggestions", "suggestion", "active", "results", "heading"),
    *("close", "result", "link", "about", "excerpt", "answer", "best", "all"),
)


@dataclass(frozen=True, slots=True)
class WidgetSnippet:
    """The options of one site, from which its code is generated.

    `api` is the base URL of this service; `pin` pins the current build by its hash.
    """

    api: str
    home: str = ""
    lang: str = "nl"
    types: tuple[DocumentType, ...] = ()
    results: str = "overlay"
    placeholder: str = ""
    colour: str = ""
    pin: bool = False
    informal: bool = False
    attributes: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Compute the attributes of the element, without default values."""
        given = {
            "api": self.api,
            "home": self.home,
            "lang": self.lang,
            "types": ",".join(self.types),
            "placeholder": self.placeholder,
            "form-of-address": "je" if self.informal else "",
            "results": self.results if self.results != "overlay" else "",
        }
        object.__setattr__(self, "attributes", {name: value for name, value in given.items() if value})

    @property
    def script(self) -> str:
        """URL of the script."""
        return self.api + (widget_bundle().address if self.pin else "/widget.js")

    @property
    def markup(self) -> str:
        """HTML to paste."""
        texts = page_texts("search_page", self.lang, informal=self.informal)
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
        """CSS rule that sets the colour of the site."""
        return f"regio-zoek {{ --regio-zoek-color: {self.colour or '#0b4f6c'}; --regio-zoek-on-color: #fff; }}"

    @property
    def policy(self) -> str:
        """Directives to add to a Content-Security-Policy."""
        return f"script-src {self.api}; connect-src {self.api}; form-action {self.api}"

    @property
    def library(self) -> str:
        """Library definition of a Drupal theme that loads the script."""
        pinned = f", integrity: '{widget_bundle().integrity}'" if self.pin else ""
        return (
            "regiozoek:\n  js:\n"
            f"    {self.script}:\n      type: external\n"
            f"      attributes: {{ defer: true, crossorigin: anonymous{pinned} }}"
        )
