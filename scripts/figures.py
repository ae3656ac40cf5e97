"""Copy the figures of benchmarks/results.json into the documentation (`make figures`).

    python -m scripts.figures

A figure in a Markdown file is written as
`<!--figure:NAME-->VALUE<!--/figure-->`; the comments are invisible in the rendered page.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS_FILE = ROOT / "benchmarks" / "results.json"
FIGURE = re.compile(r"(<!--figure:(?P<name>[\w.]+)-->)(?P<value>.*?)(<!--/figure-->)")


def markdown_documents() -> list[Path]:
    """Return the Markdown files that may contain figures."""
    return [ROOT / "README.md", ROOT / "benchmarks" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def read_figures() -> dict[str, str]:
    """Return the displayed value of each figure by its name."""
    return {name: record["value"] for name, record in json.loads(RESULTS_FILE.read_text(encoding="utf-8")).items()}


def replace_figures(text: str, values: dict[str, str]) -> str:
    """Return a Markdown text with its figures replaced by `values`.

    Raises:
        KeyError: `values` does not contain a figure of the text.
    """
    return FIGURE.sub(lambda found: found[1] + values[found["name"]] + found[4], text)


if __name__ == "__main__":
    for document in markdown_documents():
        text = document.read_text(encoding="utf-8")
        document.write_text(replace_figures(text, read_figures()), encoding="utf-8")
