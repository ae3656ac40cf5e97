"""Convert a browser snapshot of a page to the `BrowserSample` that the rules need."""

from __future__ import annotations

from collections.abc import Iterable

from crawler.records.browser_snapshot import PageSnapshot, ShownImage
from crawler.records.page import Page
from seo_audit.inputs.external_data import BrowserSample, SampledImage


def read_sample(snapshot: PageSnapshot) -> BrowserSample | None:
    """Return the sample of a page; None when it was not rendered on both screens."""
    phone, desk = snapshot.phone, snapshot.desk
    if phone is None or desk is None:
        return None
    return BrowserSample(
        served=phone.served.word_count,
        phone=phone.shown.word_count,
        desk=desk.shown.word_count,
        scripted=_changes(phone.served, phone.shown),
        differing=_differences(phone.shown, desk.shown),
        violations=tuple(sorted({*phone.obstacles, *desk.obstacles})),
        images=_largest((*phone.images, *desk.images)),
    )


def _changes(served: Page, shown: Page) -> tuple[str, ...]:
    """Return which of title, canonical and robots scripts changed, also when the HTML of the server lacks them."""
    pairs = {
        "title": (served.title, shown.title),
        "canonical": (served.canonical, shown.canonical),
        "robots": (served.directives, shown.directives),
    }
    return tuple(name for name, (before, after) in pairs.items() if before != after)


def _differences(phone: Page, desk: Page) -> tuple[str, ...]:
    pairs = {
        "robots": (phone.directives, desk.directives),
        "canonical": (phone.canonical, desk.canonical),
        "structured data": (_markup(phone), _markup(desk)),
    }
    return tuple(name for name, (one, other) in pairs.items() if one != other)


def _markup(page: Page) -> list[tuple[str, tuple[str, ...], list[str]]]:
    """Return the types and property names of the items of a page. Values may change from one moment to the next."""
    return sorted((item.syntax, item.types, sorted(item.properties)) for item in page.structured)


def _largest(images: Iterable[ShownImage]) -> tuple[SampledImage, ...]:
    """Return each image once, with the largest size at which it is shown."""
    largest: dict[str, SampledImage] = {}
    for image in images:
        before = largest.get(image.url)
        largest[image.url] = SampledImage(
            url=image.url,
            width=image.width,
            height=image.height,
            shown_width=max(round(image.shown_width), before.shown_width if before else 0),
            shown_height=max(round(image.shown_height), before.shown_height if before else 0),
        )
    return tuple(largest.values())
