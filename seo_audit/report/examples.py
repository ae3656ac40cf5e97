"""For each rule a site that fails and its twin that passes, from `texts/examples/<category>.toml`.

An example tells what differs from a sound site, as its server would answer: `GET /path`, a status or headers where
they matter, and the lines of mark-up that replace or join the page's own. The tests serve every example and audit
it, so that what the documentation shows is what the rules find.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path

EXAMPLES_FOLDER = Path(__file__).parent / "texts" / "examples"


@dataclass(frozen=True, slots=True)
class RuleExample:
    """A site that fails a rule and its twin that passes."""

    fails: str
    passes: str


@functools.cache
def load_examples() -> dict[str, RuleExample]:
    """Return the example of each rule."""
    found: dict[str, RuleExample] = {}
    for path in sorted(EXAMPLES_FOLDER.glob("*.toml")):
        for rule, table in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found[rule] = RuleExample(table["fails"].strip(), table["passes"].strip())
    return found
