"""Collect from a page in the browser the sizes of its images, and the accessibility problems that axe-core finds."""

from __future__ import annotations

import functools
import importlib.resources
from typing import Any

import msgspec
from playwright.async_api import Page

from crawler.browser.isolated_world import isolated_world
from crawler.records.browser_snapshot import ShownImage

_IMAGES_SCRIPT = """[...document.images].filter(image => image.complete && image.naturalWidth && !image.srcset
    && !image.closest("picture") && /^https?:/.test(image.currentSrc)).map(image => {
        const {width, height} = image.getBoundingClientRect()
        return {url: image.currentSrc, width: image.naturalWidth, height: image.naturalHeight,
                shown_width: width, shown_height: height}
    }).filter(image => image.shown_width && image.shown_height)"""

_OBSTACLES_SCRIPT = """axe.run(document, {
    runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]},
    resultTypes: ["violations"],
    iframes: false,
    elementRef: false,
}).then(({violations}) => violations
    .filter(rule => ["serious", "critical"].includes(rule.impact)).map(rule => rule.id))"""

MAX_IMAGES = 200
"""Images of one page that are recorded; the rest of a larger page is similar."""


@functools.cache
def axe_script() -> str:
    """Return axe-core from the package axe-playwright-python: https://github.com/dequelabs/axe-core."""
    file = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js")
    return file.read_text(encoding="utf-8")


async def probe_page(page: Page) -> tuple[tuple[ShownImage, ...], tuple[str, ...]]:
    """Return the displayed images of a page, and the sorted ids of the axe-core rules that it violates."""
    evaluate = await isolated_world(await page.context.new_cdp_session(page))
    images: list[Any] = (await evaluate(_IMAGES_SCRIPT))[:MAX_IMAGES]
    await evaluate(f"{axe_script()}\n;0")
    obstacles: list[str] = await evaluate(_OBSTACLES_SCRIPT)
    return tuple(msgspec.convert(image, ShownImage) for image in images), tuple(sorted(set(obstacles)))
