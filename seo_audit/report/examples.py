"""Examples of each rule, from `texts/examples/<category>.toml`: a site that fails the rule, and one that passes.

An example lists the differences from a correct site, as its server responds: `GET /path`, a status or headers where
they matter, and the lines of HTML that replace or extend those of the page. The tests serve and audit every example, so
the documentation shows what the rules really find.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

EXAMPLES_FOLDER = Path(__file__).parent / "texts" / "examples"


@dataclass(frozen=True, slots=True)
class RuleExample:
    """Example of one rule: a site that fails, and the same site that passes."""

    fails: str
    passes: str


@functools.cache
def load_examples() -> dict[str, RuleExample]:
    """Return the examples by rule id."""
    examples: dict[str, RuleExample] = {}
    for path in sorted(EXAMPLES_FOLDER.glob("*.toml")):
        for rule, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            examples[rule] = RuleExample(table["fails"].strip(), table["passes"].strip())
    return examples
