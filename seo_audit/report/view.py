"""What the report's templates show: numbers rounded so that they still add up, long lists cut with their total."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from seo_audit.findings import Cluster, RegionAudit, RuleFindings, SiteAudit
from seo_audit.history import Past
from seo_audit.report.trend import audit_score, changes_of, region_trend, trend_of
from seo_audit.rule import Category, Need, Repair, Severity
from seo_audit.weights import CATEGORIES

MAX_LISTED = 200
"""Pages listed of one rule; the JSON has them all."""

MAX_FIXES = 10
"""Fixes under "Wat eerst doen"."""

CAP = "cap"
"""Key of the loss that a cap brings, beside the categories'."""

CATEGORY_NAMES = {
    Category.CRAWL: "Bereikbaar voor Google",
    Category.CANONICAL: "Eén adres per pagina",
    Category.CONTENT: "Titels en inhoud",
    Category.LINKS: "Links",
    Category.STRUCTURED: "Gestructureerde gegevens",
    Category.INTERNATIONAL: "Talen",
    Category.MOBILE: "Gsm",
    Category.IMAGES: "Afbeeldingen",
    Category.ACCESS: "Toegang en veiligheid",
}
SEVERITY_NAMES = {Severity.ERROR: "Fout", Severity.WARNING: "Waarschuwing", Severity.NOTICE: "Opmerking"}
NEED_NAMES = {
    Need.COMPLETE_CRAWL: "de site werd niet volledig bezocht",
    Need.ROBOTS_ANSWER: "robots.txt werd niet opgevraagd",
    Need.PROBE_ANSWER: "een verzonnen adres gaf geen antwoord",
    Need.IMAGE_ANSWERS: "de afbeeldingen werden niet opgevraagd",
    Need.HOME_MARKUP: "de startpagina zelf is niet bewaard",
    Need.EXTERNAL_ANSWERS: "andere sites werden niet opgevraagd",
    Need.FIELD_DATA: "er zijn geen cijfers van echte bezoekers",
    Need.BROWSER_SAMPLE: "er werd geen steekproef in een browser genomen",
    Need.SERVER_LOGS: "er zijn geen logboeken van de server",
}
MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
"""Named here: strftime would go by the server's locale."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Shown:
    """A rule with findings as the page shows it: `clusters` are cut to `listed` pages in all."""

    rule: RuleFindings
    lost: float
    severity: str
    category: str
    work: str
    clusters: tuple[Cluster, ...]
    listed: int


def site_page(site: SiteAudit, audit: RegionAudit, past: Past) -> dict[str, Any]:
    """Return what the page of one site shows."""
    total = round(100 - round(site.score, 1), 1)
    losses: dict[str, float] = {part.category: part.lost for part in site.categories}
    losses[CAP] = site.mean - site.score
    by_category = rounded(losses, total)
    by_rule = rounded(site.lost, total)
    return {
        "site": site,
        "audit": audit,
        "grade": grade(site.score),
        "total": total,
        "categories": [
            {
                "name": CATEGORY_NAMES[category],
                "points": points,
                "lost": by_category[category],
                "full": 100 * points / max(CATEGORIES.values()),
                "share": 100 * by_category[category] / max(CATEGORIES.values()),
            }
            for category, points in CATEGORIES.items()
        ],
        "cap_loss": by_category[CAP],
        "fixes": [(rule, work_of(rule)) for rule in site.fixes[:MAX_FIXES] if rule.gain > 0],
        "rules": [_shown(rule, by_rule) for rule in site.rules],
        "unmeasured": [(item, NEED_NAMES[item.need]) for item in audit.unmeasured],
        "answers": answers(site.statuses),
        "changes": changes_of(site, past),
        "trend": trend_of(site.site, audit, past),
        "platform": {problem.rule for problem in audit.common},
    }


def region_page(audit: RegionAudit, past: Past) -> dict[str, Any]:
    """Return what the overview of the region shows."""
    names = {site.site: site.name for site in audit.sites}
    ranked = sorted(audit.sites, key=lambda site: (-site.score, site.name))
    return {
        "audit": audit,
        "ranked": [(site, grade(site.score)) for site in ranked],
        "category_names": CATEGORY_NAMES,
        "points_of": CATEGORIES,
        "grade": grade,
        "deltas": {
            site: audit_score(audit, site) - item.before for site, item in past.changes.items() if item.comparable
        },
        "trend": region_trend(audit, past),
        "common": [(problem, [names[site] for site in problem.sites]) for problem in audit.common],
        "shared": [_shown(rule, {}) for rule in audit.shared],
        "unmeasured": [
            (item, NEED_NAMES[item.need], [names[site] for site in item.sites]) for item in audit.unmeasured
        ],
    }


def rounded(parts: Mapping[Key, float], total: float) -> dict[Key, float]:
    """Round parts to tenths so that together they are exactly `total` (largest remainder)."""
    tenths = {key: math.floor(value * 10 + 1e-9) for key, value in parts.items()}
    rest = round(total * 10) - sum(tenths.values())
    by_remainder = sorted(parts, key=lambda key: tenths[key] - parts[key] * 10)
    for key in by_remainder[: max(rest, 0)]:
        tenths[key] += 1
    return {key: value / 10 for key, value in tenths.items()}


def grade(score: float) -> tuple[str, str]:
    """Return a score's class name and its word; a colour alone tells too little."""
    if score >= 90:
        return "good", "goed"
    if score >= 75:
        return "fair", "kan beter"
    return ("poor", "zwak") if score >= 50 else ("bad", "slecht")


def work_of(rule: RuleFindings) -> str:
    """Return in words where a rule is repaired, and how often."""
    if rule.repair is Repair.SETTING:
        return "met één instelling"
    if rule.repair is Repair.TEMPLATE:
        return "in één sjabloon" if rule.places == 1 else f"in {count(rule.places)} sjablonen"
    return "op één plaats" if rule.places == 1 else f"op {count(rule.places)} plaatsen"


def answers(statuses: Mapping[int, int]) -> list[tuple[str, str, int]]:
    """Return rows of (status, meaning, how many)."""
    meaning = {0: "geen antwoord", 2: "in orde", 3: "doorverwijzing", 4: "bestaat niet of mag niet", 5: "serverfout"}
    return [(str(status or "–"), meaning.get(status // 100, ""), number) for status, number in statuses.items()]


def points(value: float) -> str:
    """Return a number with one decimal, the Dutch way: "12,3"."""
    return f"{value:.1f}".replace(".", ",").replace("-0,0", "0,0")


def gained(value: float) -> str:
    """Return what a repair brings: "+1,2", and "< 0,1" for what would round to nothing."""
    return f"+{points(value)}" if value >= 0.05 else "< 0,1"


def count(value: int) -> str:
    """Return a whole number with a dot between thousands, the Dutch way."""
    return f"{value:,}".replace(",", ".")


def day(moment: datetime) -> str:
    """Return a moment as "23 november 2026, 6.55 uur (UTC)"."""
    return f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}, {moment.hour}.{moment.minute:02} uur (UTC)"


def web_address(text: str) -> str | None:
    """Return an address that may become a link, None for anything but http and https."""
    return text if text.lower().startswith(("http://", "https://")) else None


def _shown(rule: RuleFindings, lost: Mapping[str, float]) -> Shown:
    clusters, left = [], MAX_LISTED
    for cluster in rule.clusters:
        if left:
            clusters.append(replace(cluster, findings=cluster.findings[:left]))
            left -= len(clusters[-1].findings)
    return Shown(
        rule=rule,
        lost=lost.get(rule.rule, 0.0),
        severity=SEVERITY_NAMES[rule.severity],
        category=CATEGORY_NAMES[rule.category],
        work=work_of(rule),
        clusters=tuple(clusters),
        listed=MAX_LISTED - left,
    )
