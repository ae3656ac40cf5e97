"""Writes the figures of benchmarks/results.json into the documentation.

`python -m scripts.figures`, or `make figures`. A figure in a Markdown file is written as
`<!--figure:NAME-->VALUE<!--/figure-->`; the comments are invisible when the page is rendered.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.json"
FIGURE = re.compile(r"(<!--figure:(?P<name>[\w.]+)-->)(?P<value>.*?)(<!--/figure-->)")


def documents() -> list[Path]:
    """Return the Markdown files that may contain figures."""
    return [ROOT / "README.md", ROOT / "benchmarks" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def figures() -> dict[str, str]:
    """Return the displayed value of each figure by its name."""
    return {name: record["value"] for name, record in json.loads(RESULTS.read_text(encoding="utf-8")).items()}


def with_figures(text: str, values: dict[str, str]) -> str:
    """Return a Markdown text with its figures replaced by `values`.

    Raises:
        KeyError: the text has a figure that `values` lacks.
    """
    return FIGURE.sub(lambda found: found[1] + values[found["name"]] + found[4], text)


if __name__ == "__main__":
    for document in documents():
        text = document.read_text(encoding="utf-8")
        document.write_text(with_figures(text, figures()), encoding="utf-8")
