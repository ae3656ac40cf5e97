"""Split the text of a complete page into numbered blocks, to which the judgements refer.

This module shares no code with the extraction that it evaluates.
"""

from __future__ import annotations

import hashlib

import lxml.etree
import lxml.html

SKIPPED_ELEMENTS = frozenset({"script", "style", "template", "noscript", "head", "svg", "textarea"})
"""Elements without visible text."""

_BLOCK_ELEMENTS = """
address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset figcaption
figure footer form frameset h1 h2 h3 h4 h5 h6 header hr label legend li main menu nav ol option p pre section select
summary table tbody tfoot thead tr ul
"""
BLOCK_ELEMENTS = frozenset(_BLOCK_ELEMENTS.split())
"""Elements that start and end a block. The cells of a table row form one block."""

CELL_ELEMENTS = frozenset({"td", "th"})


def text_blocks(markup: str) -> list[str]:
    """Return the non-empty blocks of a page in document order, with white space collapsed."""
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
    """Return a digest of eight hex digits over all blocks of a page."""
    return hashlib.sha256("\n".join(blocks).encode()).hexdigest()[:8]
