"""End-to-end test with eight real Dutch sites: 3,731 pages that were not written for this project."""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import skip_or_fail

SITE_NAMES = ("handboek", "installatie", "aptitude", "faq", "edu", "gimp", "lilypond", "libreoffice")

MIN_NDCG, MIN_NDCG_HARD_QUERIES = 0.66, 0.41
"""Minimum nDCG@10 on all judged queries, and on the hard ones, whose terms do not occur in the relevant page."""


def regiozoek(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a `regiozoek` command."""
    words = [sys.executable, "-m", "regiozoek", *map(str, arguments)]
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def served_sites(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """The eight sites, served, and a folder with a registry of them: (folder, id → home page)."""
    if shutil.which("nginx") is None:
        skip_or_fail("nginx is not installed (on Debian: apt install nginx-light)")
    folder = tmp_path_factory.mktemp("real")
    with socket.create_server(("127.0.1.1", 0)) as free:
        port = str(free.getsockname()[1])
    tool = [sys.executable, str(shared / "tools/real-region")]
    place = ["--dir", str(folder / "region"), "--port", port]
    subprocess.run([*tool, "up", *place], check=True, capture_output=True)
    urls = {name: f"http://127.0.1.{number}:{port}/" for number, name in enumerate(SITE_NAMES, 1)}
    tables = (
        f'[[site]]\nid = "{n}"\nname = "{n}"\nurl = "{u}"\nallow_private = true\ndelay = 0\n' for n, u in urls.items()
    )
    (folder / "sites.toml").write_text("\n".join(tables))
    yield folder, urls
    subprocess.run([*tool, "down", *place], check=True)


def test_real_region_is_crawled_indexed_audited_and_evaluated(
    served_sites: tuple[Path, dict[str, str]], shared: Path
) -> None:
    """All pages are found by links and sitemaps, and the judged queries reach the minimum scores."""
    folder, urls = served_sites
    where = ("--data", folder / "var", "--sites", folder / "sites.toml", "--json")
    done = regiozoek("run", *where, cwd=folder)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    pages = {site["site"]: site["pages"] for site in result["crawl"]["sites"]}
    files = {name: len(list((folder / "region/sites" / name).rglob("*.html"))) for name in SITE_NAMES}
    assert [] == [name for name in SITE_NAMES if pages[name] < files[name]]
    assert set(SITE_NAMES) == set(result["audit"]["sites"])

    judged = shared / "data/relevance/libreoffice-help-nl"
    options = ("--queries", judged / "queries.tsv", "--qrels", judged / "qrels.tsv", "--base-url", urls["libreoffice"])
    figures = json.loads(regiozoek("evaluate", *where, *options, cwd=folder).stdout)
    assert (2262, 831) == (figures["overall"]["queries"], figures["groups"]["hard"]["queries"])
    assert figures["overall"]["ndcg@10"] >= MIN_NDCG
    assert figures["groups"]["hard"]["ndcg@10"] >= MIN_NDCG_HARD_QUERIES

    judgements = {"q1\tvoorwaardelijke tekst\n": "q1 0 nl/text/swriter/guide/conditional_text.html 1\n"}
    (folder / "q.tsv").write_text("".join(judgements))
    (folder / "r.tsv").write_text("".join(judgements.values()))
    options = ("--queries", folder / "q.tsv", "--qrels", folder / "r.tsv", "--base-url", urls["libreoffice"])
    assert 1.0 == json.loads(regiozoek("evaluate", *where, *options, cwd=folder).stdout)["overall"]["mrr@10"]
