"""Every rule there is, in the order of the catalogue: an explicit list, which a test holds against the folder."""

from __future__ import annotations

from seo_audit.rule import GraphRule, PageRule, RegionRule, Rule, SiteRule
from seo_audit.rules import (
    access,
    answers,
    canonical,
    content,
    head,
    images,
    international,
    links,
    mobile,
    robots,
    sitemap,
    structured,
)

RULES: tuple[Rule, ...] = (
    robots.robots_unreachable,
    robots.robots_blocks_all,
    robots.robots_syntax,
    robots.blocked_linked,
    answers.noindex_unexpected,
    answers.home_noindex,
    answers.http_5xx,
    answers.http_4xx,
    answers.soft_404,
    answers.probe_not_404,
    answers.redirect_chain,
    answers.redirect_client,
    sitemap.sitemap_missing,
    sitemap.sitemap_invalid,
    sitemap.sitemap_dirty,
    sitemap.sitemap_coverage,
    sitemap.sitemap_lastmod,
    canonical.canonical_invalid,
    canonical.canonical_bad_target,
    canonical.canonical_to_home,
    canonical.canonical_off_host,
    canonical.duplicate_exact,
    canonical.duplicate_near,
    canonical.duplicate_region,
    head.title_missing,
    head.title_multiple,
    head.title_generic,
    head.title_duplicate,
    head.title_length,
    head.description_missing,
    head.description_duplicate,
    head.description_length,
    content.h1_missing,
    content.heading_skip,
    content.lang_invalid,
    content.lang_mismatch,
    content.thin,
    head.head_broken,
    links.link_broken_internal,
    links.link_to_redirect,
    links.anchor_uncrawlable,
    links.anchor_generic,
    links.anchor_empty,
    links.nofollow_internal,
    links.orphan,
    links.depth,
    structured.sd_syntax,
    structured.sd_organization,
    structured.sd_event,
    structured.sd_job,
    structured.sd_breadcrumb,
    international.hreflang_invalid,
    international.hreflang_no_return,
    international.hreflang_no_self,
    mobile.viewport,
    images.img_alt,
    images.img_link_alt,
    images.img_broken,
    access.a11y_statement,
    access.https,
)

PAGE_RULES: tuple[PageRule, ...] = tuple(rule for rule in RULES if isinstance(rule, PageRule))
GRAPH_RULES: tuple[GraphRule, ...] = tuple(rule for rule in RULES if isinstance(rule, GraphRule))
SITE_RULES: tuple[SiteRule, ...] = tuple(rule for rule in RULES if isinstance(rule, SiteRule))
REGION_RULES: tuple[RegionRule, ...] = tuple(rule for rule in RULES if isinstance(rule, RegionRule))

CARRIERS: tuple[str, ...] = ("http-5xx", "http-4xx", "noindex-unexpected", "robots-unreachable", "robots-blocks-all")
"""Rules whose defect takes a page from Google altogether; its loss on every on-page rule is theirs."""
