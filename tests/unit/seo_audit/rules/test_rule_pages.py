"""docs/rules/ says what the catalogue says."""

from __future__ import annotations

from scripts.rule_pages import RULE_PAGES_FOLDER, generate_rule_pages
from seo_audit.rules.catalogue import AUDIT_RULES


def test_the_pages_are_what_the_catalogue_makes_of_them() -> None:
    """A page written by hand, stale, or left over is noticed; `make rules` writes them anew."""
    written = {path.name: path.read_text(encoding="utf-8") for path in RULE_PAGES_FOLDER.glob("*.md")}
    assert generate_rule_pages() == written


def test_every_rule_has_its_section_with_both_examples() -> None:
    """Each rule has an example that fails and one that passes."""
    text = "\n".join(generate_rule_pages().values())
    for rule in AUDIT_RULES:
        section = text.split(f"\n## {rule.id}\n", 1)[1].split("\n## ", 1)[0]
        assert ["Fails:", "Passes:"] == [line for line in section.splitlines() if line in {"Fails:", "Passes:"}]
        assert rule.source.url in section
