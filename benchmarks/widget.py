"""The search box beside its peers: what it weighs, how often it asks, and how soon a suggestion is painted.

Ours, Pagefind's UI and GOV.UK's accessible-autocomplete stand on the same page of the same server, over the same pages
of the miniature region, in the same Chromium, in turn. A word comes in as one input event; the clock runs from that
event to the frame that shows a suggestion for it, each box's own pause in typing included. `first_ms` is the first
word on a fresh page, which loads what the box loads late; `paint_ms` the words after it.

    python -m benchmarks.widget [--json] [--runs 5]

Needs Chromium, and `npm ci` in benchmarks/peers/boxes.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import gzip
import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Response

from benchmarks.peers.search_boxes import PeersMissingError, SearchBox, publish_boxes
from regiozoek.commands.demo import prepared_region
from regiozoek.settings import load_settings
from tests.e2e.browser import browser
from tests.region_fixtures import searchable
from tests.servers.pages import PageServer, site_of

QUERIES = ("recyclagepark", "identiteitskaart", "rijbewijs", "bibliotheek", "kinderopvang", "zwembad")
"""The first is the fresh page's."""

PAUSE_BETWEEN_QUERIES_MS = 400
"""Milliseconds between two words, so that no box is still busy with the last."""

CODE_SUFFIXES = (".js", ".css", ".wasm")

TIMER_SCRIPT = """([suggestion]) => {
  const find = (root = document) => root.querySelector(suggestion)
    ?? [...root.querySelectorAll("*")].map((each) => each.shadowRoot && find(each.shadowRoot)).find(Boolean);
  window.shown = () => Boolean(find()?.checkVisibility());
  window.painted = () => new Promise((done, failed) => {
    addEventListener("input", ({timeStamp}) => {
      const look = () => {
        if (window.shown()) return requestAnimationFrame(() => done(performance.now() - timeStamp));
        if (performance.now() > timeStamp + 10000) return failed(new Error("nothing was suggested"));
        requestAnimationFrame(look);
      };
      look();
    }, {capture: true, once: true});
  });
}"""
"""Gives the page a clock that starts with an input event and stops in the frame after a suggestion is there."""


def measure_visit(opened: Browser, server: str, box: SearchBox) -> dict[str, float]:
    """Open a fresh page and type each word; returns bytes, requests and milliseconds."""
    context = opened.new_context(locale="nl-BE")
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - a built-in cannot listen
    page.goto(server + box.path, wait_until="networkidle")
    page.evaluate(TIMER_SCRIPT, [box.suggestion])
    times = []
    for number, word in enumerate(QUERIES):
        times.append(_painted(page, box, word))
        if number == 0:
            page.wait_for_load_state("networkidle")
            loaded = [answer for answer in answers if not answer.url.endswith(box.path)]
    loaded = [answer for answer in loaded if "favicon" not in answer.url]
    size = sum(_packed(answer) for answer in loaded if _is_code(answer.url))
    context.close()
    paint = statistics.median(times[1:])
    return {"gzip_bytes": size, "requests": len(loaded), "first_ms": times[0], "paint_ms": paint}


def _painted(page: Page, box: SearchBox, word: str) -> float:
    """Empty the box, put a word in, and return the milliseconds until a suggestion is painted."""
    field = page.locator(box.input).first
    field.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    page.wait_for_function("!window.shown()")
    page.wait_for_timeout(PAUSE_BETWEEN_QUERIES_MS)
    page.evaluate("window.waiting = window.painted(); null")
    page.keyboard.insert_text(word)
    return float(page.evaluate("window.waiting"))


def _is_code(url: str) -> bool:
    path = url.partition("?")[0]
    return path.endswith(CODE_SUFFIXES) or "/wasm." in path


def _packed(answer: Response) -> int:
    body = answer.body()
    return len(body) if body[:2] == b"\x1f\x8b" else len(gzip.compress(body, 9))


def measure(opened: Browser, server: str, boxes: tuple[SearchBox, ...], runs: int) -> dict[str, Any]:
    """Return medians over the runs, the boxes in turn, each run beginning with another one."""
    found: dict[str, list[dict[str, float]]] = {box.name: [] for box in boxes}
    for run in range(runs):
        start = run % len(boxes)
        for box in (*boxes[start:], *boxes[:start]):
            found[box.name].append(measure_visit(opened, server, box))
    middle = {
        name: {key: round(statistics.median(measure_visit[key] for measure_visit in visits), 1) for key in visits[0]}
        for name, visits in found.items()
    }
    ours, peers = middle["ours"], {name: row for name, row in middle.items() if name != "ours"}
    return {key: ours[key] for key in ("gzip_bytes", "requests", "first_ms", "paint_ms")} | {
        "peers": peers,
        "runs": runs,
    }


def main() -> int:
    """Print the table, or the record with --json; 0 done, 2 when something it needs is missing."""
    parser = argparse.ArgumentParser(description="Measure the search box beside its peers.")
    parser.add_argument("--json", action="store_true", help="print one record")
    parser.add_argument("--runs", type=int, default=5, help="runs, of which medians are told (default: 5)")
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("Chromium is not installed (on Debian: apt install chromium).\n")
        return 2
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="boxes-")))
        server = stack.enter_context(PageServer())
        whole = stack.enter_context(prepared_region(load_settings(data=folder / "data")))
        region = dataclasses.replace(whole, sites=(*whole.sites, site_of(server)))
        api = stack.enter_context(searchable(region))
        try:
            boxes = publish_boxes(server, api, folder / "site")
        except PeersMissingError as error:
            sys.stderr.write(f"{error}\n")
            return 2
        opened = stack.enter_context(browser(chromium))
        record = measure(opened, server.url, boxes, options.runs)
    if options.json:
        print(json.dumps(record))
        return 0
    rows = {"regio-zoek": record, **record["peers"]}
    print(f"{'':<26}{'gzip bytes':>12}{'requests':>10}{'first ms':>10}{'paint ms':>10}")
    for name, row in rows.items():
        values = (row["gzip_bytes"], row["requests"], row["first_ms"], row["paint_ms"])
        print(
            f"{name:<26}"
            + "".join(f"{value:>{width}.0f}" for value, width in zip(values, (12, 10, 10, 10), strict=True))
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
