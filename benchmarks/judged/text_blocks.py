"""The text of a whole page in numbered blocks: what the judgements point at.

It shares no code with the extraction it is there to judge.
"""

from __future__ import annotations

import hashlib

import lxml.etree
import lxml.html

SKIPPED_ELEMENTS = frozenset({"script", "style", "template", "noscript", "head", "svg", "textarea"})
"""Elements without text of their own for a reader."""

BLOCK_ELEMENTS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "dd", "details"),
        *(
            "dialog",
            "dir",
            "div",
            "dl",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "frameset",
            "h1",
            "h2",
        ),
        *("h3", "h4", "h5", "h6", "header", "hr", "label", "legend", "li", "main", "menu", "nav", "ol", "option", "p"),
        *("pre", "section", "select", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul"),
    }
)
"""Elements before and after which a block ends; the cells of a row are one block."""

CELL_ELEMENTS = frozenset({"td", "th"})


def text_blocks(markup: str) -> list[str]:
    """Return the blocks of a page in document order, white space folded, none empty."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    tree = lxml.html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    parts: list[str] = []
    walk = lxml.etree.iterwalk(tree, events=("start", "end"))
    for event, node in walk:
        edge = "\0" if node.tag in BLOCK_ELEMENTS else " " if node.tag in CELL_ELEMENTS else ""
        if event == "start":
            if node.tag in SKIPPED_ELEMENTS:
                walk.skip_subtree()
                continue
            parts += [edge, node.text or ""]
        else:
            parts += [edge, node.tail or ""]
    return [block for part in "".join(parts).split("\0") if (block := " ".join(part.split()))]


def blocks_digest(blocks: list[str]) -> str:
    """Return eight hex digits that change with any block of a page."""
    return hashlib.sha256("\n".join(blocks).encode()).hexdigest()[:8]
