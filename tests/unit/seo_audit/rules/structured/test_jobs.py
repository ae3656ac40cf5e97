"""Tests of `rules/structured/jobs.py`."""

from __future__ import annotations

from tests.unit.seo_audit.rules.page_changes import ROOT, job, page_grades, page_passes

PAGE_FAILING = [
    ("sd-job", {"url": f"{ROOT}/vacatures/jurist", "structured": ()}, "missing"),
    ("sd-job", {"structured": (job(jobLocation=None),)}, "invalid"),
    ("sd-job", {"structured": (job(hiringOrganization=None),)}, "invalid"),
    ("sd-job", {"structured": (job(validThrough="2026-11-19"),)}, "invalid"),
    ("sd-job", {"structured": (job(validThrough="2026-11-20T11:00:00+00:00"),)}, "invalid"),
]  # fmt: skip

PAGE_PASSING = [
    ("sd-job", {"url": f"{ROOT}/vacatures/spontaan-solliciteren", "structured": ()}),
    ("sd-job", {"structured": (job(),)}),
    ("sd-job", {"structured": (job(validThrough="2026-11-20"),)}),  # the day of the crawl itself
    (
        "sd-job",
        {
            "structured": (
                job(jobLocation=None, jobLocationType="TELECOMMUTE", applicantLocationRequirements={"name": "BE"}),
            )
        },
    ),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)
