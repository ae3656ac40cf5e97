"""Writes docs/rules/ from the audit's catalogue: an index and one page for each category.

    python -m scripts.rule_pages

What is written comes from the declarations of the rules, their weights, their English words and their examples,
so it is never edited by hand; a test fails while it is stale.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from seo_audit.report.examples import load_examples
from seo_audit.report.rule_texts import rule_texts
from seo_audit.rules.catalogue import AUDIT_RULES
from seo_audit.rules.rule import AuditRule, Category, Repair, RequiredInput, RuleScope
from seo_audit.rules.weights import CATEGORY_POINTS, SCORE_CAPS
from seo_audit.rules.weights import RULE_WEIGHTS as WEIGHTS

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "rules"

NAMES = {
    Category.CRAWL: "Crawling and indexing",
    Category.CANONICAL: "Canonicals and duplicates",
    Category.CONTENT: "Titles and content",
    Category.LINKS: "Links",
    Category.STRUCTURED: "Structured data",
    Category.INTERNATIONAL: "Languages",
    Category.MOBILE: "Phones and speed",
    Category.IMAGES: "Images",
    Category.ACCESS: "Access and security",
}
SCOPES = {RuleScope.PAGE: "each page", RuleScope.SITE: "the site", RuleScope.REGION: "all sites together"}
REPAIRS = {Repair.SETTING: "a setting", Repair.TEMPLATE: "a template", Repair.CONTENT: "the page itself"}
NEEDS = {
    RequiredInput.COMPLETE_CRAWL: "a complete crawl",
    RequiredInput.ROBOTS_ANSWER: "robots.txt",
    RequiredInput.PROBE_ANSWER: "an answer for a made-up address",
    RequiredInput.IMAGE_ANSWERS: "answers for images",
    RequiredInput.HOME_MARKUP: "the stored home page",
    RequiredInput.EXTERNAL_ANSWERS: "answers of other sites",
    RequiredInput.FIELD_DATA: "figures of real visitors",
    RequiredInput.BROWSER_SAMPLE: "a sample in a browser",
    RequiredInput.SERVER_LOGS: "server logs",
    RequiredInput.SEARCH_CONSOLE: "an export of Search Console",
}

GENERATED = "<!-- Written by `make rules` from seo_audit/; edit the rules and their texts, not this page. -->\n\n"


def pages() -> dict[str, str]:
    """Return every page by file name."""
    found = {"README.md": _index()}
    for category in CATEGORY_POINTS:
        found[f"{category}.md"] = _category(category, [rule for rule in AUDIT_RULES if rule.category is category])
    return found


def _index() -> str:
    lines = [
        GENERATED + "# The rules of the audit",
        "",
        f"{len(AUDIT_RULES)} rules in {len(CATEGORY_POINTS)} categories. The points of a category are shared among its rules by",
        "their weights; how a score follows is in the docstring of `seo_audit/scoring/score.py`. A rule that needs what",
        "is not there (server logs, figures of real visitors, a sample in a browser) is not measured, and then counts on",
        "no site at all. A ⚑ marks a rule that caps the score while it fails.",
        "",
        "Each example tells what differs from a sound site, as its server answers: `GET` and a path, a status or",
        "headers where they matter, then the mark-up that replaces or joins the page's own. `(× 60)` repeats a line",
        "with `{n}` counting; `MEASURED` is what is known beside the crawl. The tests serve and audit every example.",
        "",
    ]
    for category, points in CATEGORY_POINTS.items():
        lines += [
            f"## [{NAMES[category]}]({category}.md): {points} points",
            "",
            "| Rule | What it finds | Severity | Weight |",
            "|---|---|---|---|",
        ]
        for rule in AUDIT_RULES:
            if rule.category is category:
                weight = f"{WEIGHTS.get(rule.id, 'not scored')}{' ⚑' if rule.id in SCORE_CAPS else ''}"
                title = rule_texts("en")[rule.id].title
                lines.append(f"| [`{rule.id}`]({category}.md#{rule.id}) | {title} | {rule.severity} | {weight} |")
        lines.append("")
    return "\n".join(lines)


def _category(category: Category, rules: Sequence[AuditRule]) -> str:
    head = f"{GENERATED}# {NAMES[category]}\n\n{CATEGORY_POINTS[category]} points of 100. [All rules](README.md).\n"
    return "\n".join([head, *(_rule(rule) for rule in rules)])


def _rule(rule: AuditRule) -> str:
    words = rule_texts("en")[rule.id]
    example = load_examples()[rule.id]
    weight = f"weight {WEIGHTS[rule.id]}" if rule.id in WEIGHTS else "not scored"
    facts = [str(rule.severity), weight, f"judges {SCOPES[rule.scope]}", f"repaired in {REPAIRS[rule.repair]}"]
    if rule.id in SCORE_CAPS:
        facts.append(f"caps the score at {SCORE_CAPS[rule.id]:g}")
    if rule.required_inputs:
        facts.append("needs " + ", ".join(NEEDS[need] for need in sorted(rule.required_inputs)))
    return (
        f"## {rule.id}\n\n**{words.title}** · {' · '.join(facts)}\n\n"
        f"{_escaped(words.what)}\n\n"
        f"**Why.** {_escaped(words.why)} Source: [{rule.source.name}]({rule.source.url}).\n\n"
        f"**How it is judged.** {_judged(rule)}\n\n"
        f"**How to repair it in Drupal.** {_escaped(words.fix)}\n\n"
        f"Fails:\n\n```http\n{example.fails}\n```\n\nPasses:\n\n```http\n{example.passes}\n```\n"
    )


def _judged(rule: AuditRule) -> str:
    """The part of the docstring of a check that says which rung means what."""
    text = " ".join((getattr(rule, "check").__doc__ or "").split())  # noqa: B009 -- each kind of rule has its own
    match = re.search(r"(?:Grades|Degree|Never scored)\b.*", text)
    return _escaped(match[0] if match else text)


def _escaped(text: str) -> str:
    """Keep mark-up in a sentence from becoming mark-up of the page."""
    return re.sub(r"<[^<>]+>", lambda match: f"`{match[0]}`", text).replace("|", "\\|").replace("*", "\\*")


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
