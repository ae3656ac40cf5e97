"""Records of how a browser displays pages on a phone and on a desktop screen."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.records.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen, and the browser that uses it.

    Attributes:
        name: its name in logs.
        width, height: in CSS pixels.
        scale: device pixels per CSS pixel.
        phone: whether it has a touch screen and lays pages out as phones do.
        user_agent: the User-Agent header, with {} where the crawl's own goes.
    """

    name: str
    width: int
    height: int
    scale: float
    phone: bool
    user_agent: str


PHONE = Screen(
    name="phone",
    width=412,
    height=823,
    scale=1.75,
    phone=True,
    user_agent="Mozilla/5.0 (Linux; Android 11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Mobile Safari/537.36 (compatible; {})",
)
DESKTOP = Screen(
    name="desk",
    width=1350,
    height=940,
    scale=1.0,
    phone=False,
    user_agent="Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Safari/537.36 (compatible; {})",
)
"""The screens of Lighthouse's two presets. As with Googlebot, the User-Agent names the browser first, then the
crawler."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownImage:
    """An <img> as displayed: its URL, its own pixels, and its size in CSS pixels.

    Only images for which the page offers one file. Where it offers several (srcset, <picture>), the browser chose one.
    """

    url: str
    width: int
    height: int
    shown_width: float
    shown_height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenSnapshot:
    """A page on one screen.

    Attributes:
        served: the page as the server sent it.
        shown: the page after its scripts ran.
        images: its displayed images.
        obstacles: ids of the axe-core rules (WCAG 2.1 A and AA) with serious or critical impact that it violates.
    """

    served: Page
    shown: Page
    images: tuple[ShownImage, ...]
    obstacles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSnapshot:
    """The snapshots of one page on both screens, or the `problem` that prevented them."""

    site: str
    url: str
    phone: ScreenSnapshot | None = None
    desk: ScreenSnapshot | None = None
    problem: str | None = None
