"""Verdict of a rule on one page or one site: a grade, with the key of its message and the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Grade(StrEnum):
    """Grade of one page for one rule, the worst first. `weights.GRADE_PENALTIES` gives the penalty of each."""

    MISSING = "missing"  # absent, or failing completely
    INVALID = "invalid"  # present but wrong
    INCOMPLETE = "incomplete"  # present and right, but not complete
    OK = "ok"
    NOT_APPLICABLE = "not-applicable"  # the rule does not apply; full credit


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's verdict on one page.

    Attributes:
        grade: the grade of the page.
        message: key of the message in the rule's texts (see `seo_audit.report.rule_texts`).
        values: values for the placeholders of the message.
        evidence: snippets of the page that show the defect, one per line; "" without any.
        pages: the URLs concerned, when the finding is about the site or one of its files.
        counted: whether it costs points. Of k duplicate pages all are reported and k - 1 counted.
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
        degree: 0 (nothing wrong) to 1 (everything wrong): D of the scoring formula.
        findings: the URL of each finding, with its verdict.
        cause: id of the rule whose defect causes this one (without a sitemap there is no coverage). The points lost are
            then attributed to that rule, and this rule has no findings.
    """

    degree: float
    findings: tuple[tuple[str, Verdict], ...] = ()
    cause: str | None = None


SITE_OK = SiteVerdict(0.0)


def missing(message: str = "message", evidence: str | Sequence[str] = "", **values: str | int) -> Verdict:
    """Return a verdict with grade MISSING."""
    return Verdict(Grade.MISSING, message, values, _join_snippets(evidence))


def invalid(message: str = "message", evidence: str | Sequence[str] = "", **values: str | int) -> Verdict:
    """Return a verdict with grade INVALID."""
    return Verdict(Grade.INVALID, message, values, _join_snippets(evidence))


def incomplete(message: str = "message", evidence: str | Sequence[str] = "", **values: str | int) -> Verdict:
    """Return a verdict with grade INCOMPLETE."""
    return Verdict(Grade.INCOMPLETE, message, values, _join_snippets(evidence))


def _join_snippets(evidence: str | Sequence[str]) -> str:
    """Return one snippet per line. White space within a snippet becomes one space."""
    snippets = [evidence] if isinstance(evidence, str) else evidence
    return "\n".join(" ".join(snippet.split()) for snippet in snippets)


def first_failing(*cases: tuple[bool, Verdict]) -> Verdict:
    """Return the verdict of the first true case, else OK. List the worst cases first."""
    return next((verdict for is_true, verdict in cases if is_true), OK)
