"""Benchmark of the search box against other boxes: size, requests, and time to the first painted suggestion.

Ours, Pagefind's UI and GOV.UK's accessible-autocomplete are on the same page of the same server, search the same pages
of the miniature region, and are measured in turn in the same Chromium. A word is inserted as one input event. The time
is measured from that event to the frame that shows a suggestion, including the debounce delay of the box. `first_ms` is
the first word on a new page, which includes everything that the box loads late; `paint_ms` is the median of the next
words.

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
from tests.e2e.browser import launch_chromium
from tests.region_fixtures import serve_search
from tests.servers.pages import PageServer, site_for

QUERIES = ("recyclagepark", "identiteitskaart", "rijbewijs", "bibliotheek", "kinderopvang", "zwembad")
"""Words that are typed; the first one on a new page."""

PAUSE_BETWEEN_QUERIES_MS = 400
"""Pause between two words, so that each box has finished with the previous one."""

CODE_SUFFIXES = (".js", ".css", ".wasm")

TIMER_SCRIPT = """([suggestion]) => {
  const find = (root = document) => root.querySelector(suggestion)
    ?? [...root.querySelectorAll("*")].map((each) => each.shadowRoot && find(each.shadowRoot)).find(Boolean);
  window.shown = () => Boolean(find()?.checkVisibility());
  window.painted = () => new Promise((done, failed) => {
    addEventListener("input", ({timeStamp}) => {
      const look = () => {
        if (window.shown()) return requestAnimationFrame(() => done(performance.now() - timeStamp));
        if (performance.now() > timeStamp + 10000) return failed(new Error("no suggestion within 10 seconds"));
        requestAnimationFrame(look);
      };
      look();
    }, {capture: true, once: true});
  });
}"""
"""Adds a timer to the page that starts at an input event and stops in the frame after a suggestion is visible."""


def measure_visit(chromium_browser: Browser, server: str, box: SearchBox) -> dict[str, float]:
    """Open a new page and type each word; return bytes, requests and milliseconds."""
    context = chromium_browser.new_context(locale="nl-BE")
    page = context.new_page()
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))  # noqa: PLW0108 -- Playwright needs a Python function
    page.goto(server + box.path, wait_until="networkidle")
    page.evaluate(TIMER_SCRIPT, [box.suggestion])
    times = []
    for number, word in enumerate(QUERIES):
        times.append(_time_to_suggestion(page, box, word))
        if number == 0:
            page.wait_for_load_state("networkidle")
            loaded = [response for response in responses if not response.url.endswith(box.path)]
    loaded = [response for response in loaded if "favicon" not in response.url]
    size = sum(_gzip_size(response) for response in loaded if _is_code(response.url))
    context.close()
    paint = statistics.median(times[1:])
    return {"gzip_bytes": size, "requests": len(loaded), "first_ms": times[0], "paint_ms": paint}


def _time_to_suggestion(page: Page, box: SearchBox, word: str) -> float:
    """Clear the box, insert a word, and return the milliseconds until a suggestion is painted."""
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


def _gzip_size(response: Response) -> int:
    body = response.body()
    return len(body) if body[:2] == b"\x1f\x8b" else len(gzip.compress(body, 9))


def measure(chromium_browser: Browser, server: str, boxes: tuple[SearchBox, ...], runs: int) -> dict[str, Any]:
    """Return medians over the runs; the boxes are measured in turn, each run starting with another box."""
    results: dict[str, list[dict[str, float]]] = {box.name: [] for box in boxes}
    for run in range(runs):
        start = run % len(boxes)
        for box in (*boxes[start:], *boxes[:start]):
            results[box.name].append(measure_visit(chromium_browser, server, box))
    medians = {
        name: {key: round(statistics.median(visit[key] for visit in visits), 1) for key in visits[0]}
        for name, visits in results.items()
    }
    ours, peers = medians["ours"], {name: row for name, row in medians.items() if name != "ours"}
    return {key: ours[key] for key in ("gzip_bytes", "requests", "first_ms", "paint_ms")} | {
        "peers": peers,
        "runs": runs,
    }


def main() -> int:
    """Run the benchmark and print its figures; return 2 when something it needs is not installed."""
    parser = argparse.ArgumentParser(description="Compare the search box with other search boxes.")
    parser.add_argument("--json", action="store_true", help="print one JSON record")
    parser.add_argument("--runs", type=int, default=5, help="number of runs; the medians are printed (5)")
    options = parser.parse_args()
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("Chromium is not installed (on Debian: apt install chromium).\n")
        return 2
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="boxes-")))
        server = stack.enter_context(PageServer())
        prepared = stack.enter_context(prepared_region(load_settings(data=folder / "data")))
        region = dataclasses.replace(prepared, sites=(*prepared.sites, site_for(server)))
        api = stack.enter_context(serve_search(region))
        try:
            boxes = publish_boxes(server, api, folder / "site")
        except PeersMissingError as error:
            sys.stderr.write(f"{error}\n")
            return 2
        chromium_browser = stack.enter_context(launch_chromium(chromium))
        record = measure(chromium_browser, server.url, boxes, options.runs)
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
