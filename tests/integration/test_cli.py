"""The command line as people and scripts use it: exit codes, messages, JSON."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from regiozoek.commands.demo import PreparedRegion


def regiozoek(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "regiozoek", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["crawl", "--sites", "none.toml"], 2, "none.toml:1: cannot be read"),
        (["crawl", "--only", "gent"], 2, "unknown site gent"),
        (["crawl", "--sites", "fout.toml"], 2, "fout.toml:2:"),
        (["explain", "mailto:x"], 2, "is not a web URL"),
        (["serve", "--port", "99999"], 2, "--port"),
        (["dansen"], 2, "dansen"),
        (["evaluate", "--queries", "none.tsv", "--qrels", "none.tsv"], 3, "none.tsv"),
    ],
)
def test_invalid_use_gives_a_one_sentence_error(tmp_path: Path, arguments: list[str], code: int, sentence: str) -> None:
    """Nothing is changed, the exit code gives the kind of error, and there is no traceback."""
    (tmp_path / "fout.toml").write_text('[[site]]\nid = "A"\n')
    done = regiozoek(*arguments, cwd=tmp_path)
    message = " ".join(done.stderr.split()).casefold()
    assert (code, True, False) == (done.returncode, sentence.casefold() in message, "traceback" in message), done.stderr


def test_invalid_environment_variable_is_named(tmp_path: Path) -> None:
    done = regiozoek("status", cwd=tmp_path, REGIOZOEK_PORT="veel")
    assert (2, True) == (done.returncode, "REGIOZOEK_PORT" in done.stderr)


def test_port_in_use_is_reported_before_the_engine_starts(tmp_path: Path) -> None:
    """The message suggests --port."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = regiozoek("serve", "--port", taken.getsockname()[1], cwd=tmp_path)
    assert (3, True) == (done.returncode, "--port" in done.stderr)
    assert not (tmp_path / "var" / "engine").exists()


def test_unreachable_meilisearch_is_named(tmp_path: Path) -> None:
    """MEILI_URL leads to a server that does not respond."""
    done = regiozoek("index", cwd=tmp_path, MEILI_URL="http://127.0.0.1:9")
    assert (3, True, False) == (done.returncode, "127.0.0.1:9" in done.stderr, "Traceback" in done.stderr)


def test_status_of_a_region_that_was_never_crawled(tmp_path: Path) -> None:
    done = regiozoek("status", "--json", cwd=tmp_path)
    sites = json.loads(done.stdout)["sites"]
    assert (0, 12, {"never crawled"}) == (done.returncode, len(sites), {site["problem"] for site in sites})


def test_status_shows_pages_documents_and_score_of_each_site(prepared_region: PreparedRegion, tmp_path: Path) -> None:
    done = regiozoek(
        "status",
        "--json",
        "--data",
        prepared_region.settings.data,
        "--sites",
        prepared_region.settings.sites,
        cwd=tmp_path,
    )
    sites = {site["site"]: site for site in json.loads(done.stdout)["sites"]}
    documents = {site.site: site.documents for site in prepared_region.indexed.sites}
    assert documents == {name: site["documents"] for name, site in sites.items()}
    assert 100.0 == sites["kuurne"]["score"]


@pytest.mark.parametrize(
    ("site", "path", "indexed", "word"),
    [
        ("kuurne", "producten/identiteitskaart", True, "in the index"),
        ("kuurne", "bestaat-echt-niet", False, "never found"),
        ("wevelgem", "intern/dienstnota", False, "robots.txt"),
        ("avelgem", "lus", False, "redirects"),
    ],
)
def test_explain_gives_the_history_of_a_url(
    prepared_region: PreparedRegion, tmp_path: Path, site: str, path: str, indexed: bool, word: str
) -> None:
    """A URL in the index, one that no page links to, and one that may not be fetched."""
    url = prepared_region.region.sites[site] + path
    where = ("--data", prepared_region.settings.data, "--sites", prepared_region.settings.sites)
    story = json.loads(regiozoek("explain", url, "--json", *where, cwd=tmp_path).stdout)
    assert (indexed, True) == (story["indexed"], word in story["verdict"]), story
    assert story["verdict"] in " ".join(regiozoek("explain", url, *where, cwd=tmp_path).stdout.split())


def test_fail_under_exits_with_code_one(prepared_region: PreparedRegion, tmp_path: Path) -> None:
    """A score below the threshold is a finding, not an error: the reports are written."""
    where = (
        "--data",
        prepared_region.settings.data,
        "--sites",
        prepared_region.settings.sites,
        "--out",
        tmp_path / "uit",
    )
    low = regiozoek("audit", *where, "--fail-under", 99.9, cwd=tmp_path)
    clean = regiozoek("audit", *where, "--only", "kuurne", "--fail-under", 99.9, cwd=tmp_path)
    assert (1, 0) == (low.returncode, clean.returncode), low.stderr + clean.stderr
    assert (tmp_path / "uit/kuurne/index.html").is_file()


def test_fail_on_new_ignores_findings_of_the_last_audit(prepared_region: PreparedRegion, tmp_path: Path) -> None:
    """In every output format; standard output has the report only."""
    where = (
        "--data",
        prepared_region.settings.data,
        "--sites",
        prepared_region.settings.sites,
        "--out",
        tmp_path / "uit",
        "--only",
        "menen",
    )
    again = regiozoek("audit", *where, "--fail-on-new", "--format", "sarif", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert {"unchanged"} == {result["baselineState"] for result in json.loads(again.stdout)["runs"][0]["results"]}
    kept = sorted((prepared_region.settings.data / "audits").glob("*.zst"))
    lines = (prepared_region.settings.data / "audits/scores.jsonl").read_text().splitlines()
    assert len(kept) == len(lines) >= 2


def test_demo_once_ends_after_the_summary(tmp_path: Path) -> None:
    """The complete run of `make demo ARGS=--once`, twice: the second run reuses the stored data."""
    first = regiozoek("demo", "--once", cwd=tmp_path)
    second = regiozoek("demo", "--once", cwd=tmp_path)
    assert (0, 0) == (first.returncode, second.returncode), first.stderr + second.stderr
    assert [] == [name for name in ("kortrijk", "zwevegem", "documents", "score") if name not in first.stdout]
    assert first.stdout == second.stdout
