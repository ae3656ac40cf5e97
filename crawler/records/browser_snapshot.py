"""What a browser shows of pages, on the screens that matter: plain records, for whoever judges them."""

from __future__ import annotations

from dataclasses import dataclass

from crawler.records.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """A screen and who looks at it.

    Attributes:
        name: what it is called in logs.
        width, height: in CSS pixels.
        scale: its own pixels to one CSS pixel.
        phone: whether it is touched and lays pages out as phones do.
        agent: the User-Agent of whoever asks for the page, with the crawl's own in place of {}.
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
"""The screens of Lighthouse's two presets. As Googlebot does, who asks says what it is like, and then who it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownImage:
    """An <img> as it is shown: its address, its own pixels, and the CSS pixels that it takes.

    Only images of which the page offers one file: where it offers several (srcset, <picture>), the browser chose.
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
        shown: the page after its scripts.
        images: what is shown of its images.
        obstacles: ids of axe-core's rules (WCAG 2.1 A and AA) of serious or critical impact that it breaks.
    """

    served: Page
    shown: Page
    images: tuple[ShownImage, ...]
    obstacles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSnapshot:
    """What came of looking at one page: both screens, or the `problem` that kept it from being seen."""

    site: str
    url: str
    phone: ScreenSnapshot | None = None
    desk: ScreenSnapshot | None = None
    problem: str | None = None
