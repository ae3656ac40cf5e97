"""What a rule says of one page or one site: a rung of the ladder, with the words' key and evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Grade(StrEnum):
    """How far a page is from what a rule asks; exactly one holds. `weights.LADDER` gives the numbers."""

    MISSING = "missing"  # absent, or failing outright
    INVALID = "invalid"  # present, and wrong
    INCOMPLETE = "incomplete"  # present and right, not whole
    OK = "ok"
    NOT_APPLICABLE = "not-applicable"  # full credit: the rule has nothing to say here


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's verdict on one page.

    Attributes:
        rung: where the page stands.
        message: key of the sentence in the rule's table of messages (see `wording`).
        values: what the sentence's placeholders stand for.
        evidence: what shows the defect, as it stood on the page, one snippet a line; "" when there is none.
        pages: the addresses concerned, where the finding itself stands at the site or a file of it.
        counted: whether it costs points: of a group of k equal pages all are told, and k−1 counted.
    """

    grade: Grade
    message: str = "message"
    values: dict[str, str | int] = field(default_factory=dict)
    evidence: str = ""
    pages: tuple[str, ...] = ()
    counted: bool = True

    @property
    def fails(self) -> bool:
        """Whether this is a finding."""
        return self.grade not in {Grade.OK, Grade.NOT_APPLICABLE}


OK = Verdict(Grade.OK)
NOT_APPLICABLE = Verdict(Grade.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class SiteVerdict:
    """A rule's verdict on a whole site.

    Attributes:
        degree: 0 (nothing wrong) to 1 (wrong throughout): the rule's D of the scoring formula.
        findings: the address each finding is about, with its verdict.
        cause: id of the rule whose defect makes this one unavoidable (no sitemap, so no coverage).
            The loss is then that rule's, and there are no findings of this one.
    """

    degree: float
    findings: tuple[tuple[str, Verdict], ...] = ()
    cause: str | None = None


SITE_OK = SiteVerdict(0.0)


def missing(message: str = "message", evidence: str | Sequence[str] = "", **values: str | int) -> Verdict:
    """Return the verdict that what the rule asks is absent, or fails outright."""
    return Verdict(Grade.MISSING, message, values, _join_snippets(evidence))


def invalid(message: str = "message", evidence: str | Sequence[str] = "", **values: str | int) -> Verdict:
    """Return the verdict that what the rule asks is there, and wrong."""
    return Verdict(Grade.INVALID, message, values, _join_snippets(evidence))


def incomplete(message: str = "message", evidence: str | Sequence[str] = "", **values: str | int) -> Verdict:
    """Return the verdict that what the rule asks is there and right, but not whole."""
    return Verdict(Grade.INCOMPLETE, message, values, _join_snippets(evidence))


def _join_snippets(evidence: str | Sequence[str]) -> str:
    """Return one snippet a line; white space within a snippet is one space, so that lines are snippets."""
    snippets = [evidence] if isinstance(evidence, str) else evidence
    return "\n".join(" ".join(snippet.split()) for snippet in snippets)


def first_failing(*cases: tuple[bool, Verdict]) -> Verdict:
    """Return the verdict of the first case that holds, OK when none does: worst cases first."""
    return next((verdict for holds, verdict in cases if holds), OK)
