"""Tests of `rules/international/hreflang.py`."""

from __future__ import annotations

from crawler.records.page import Alternate
from tests.unit.seo_audit.rules.page_changes import ROOT, page_grades, page_passes
from tests.unit.seo_audit.rules.site_changes import changed, several, site_grades, site_passes

PAGE_FAILING = [
    ("hreflang-invalid", {"alternates": (Alternate("nl-XX", f"{ROOT}/a", f"{ROOT}/a"),)}, "invalid"),
    ("hreflang-invalid", {"alternates": (Alternate("be", "/a", f"{ROOT}/a"),)}, "invalid"),
    ("hreflang-invalid", {"alternates": (Alternate("fr", "/a", f"{ROOT}/a"),)}, "invalid"),
    ("hreflang-no-self", {"alternates": (Alternate("fr", f"{ROOT}/fr", f"{ROOT}/fr"),)}, "incomplete"),
]  # fmt: skip

PAGE_PASSING = [
    (
        "hreflang-invalid",
        {"alternates": (Alternate("nl-BE", f"{ROOT}/a", f"{ROOT}/a"), Alternate("x-default", ROOT, ROOT))},
    ),
    ("hreflang-no-self", {"alternates": (Alternate("nl", f"{ROOT}/afval", f"{ROOT}/afval"),)}),
]  # fmt: skip

SITE_FAILING = [
    ("hreflang-no-return",
     changed("/afval", alternates=(Alternate("fr", f"{ROOT}/agenda", f"{ROOT}/agenda"),)), {"/afval": "invalid"}),
]  # fmt: skip

SITE_PASSING = [
    ("hreflang-no-return", several(
        changed("/afval", alternates=(Alternate("fr", f"{ROOT}/agenda", f"{ROOT}/agenda"),)),
        changed("/agenda", alternates=(Alternate("nl", f"{ROOT}/afval", f"{ROOT}/afval"),)))),
    ("hreflang-no-return", changed("/afval", alternates=(Alternate("fr", "https://x.be/", "https://x.be/"),))),
]  # fmt: skip


test_a_page_with_the_defect_gets_its_grade = page_grades(PAGE_FAILING)


test_a_page_that_resembles_the_defect_passes = page_passes(PAGE_PASSING)


test_the_defect_is_found_at_its_url_only = site_grades(SITE_FAILING)


test_a_site_that_resembles_the_defect_passes = site_passes(SITE_PASSING)
