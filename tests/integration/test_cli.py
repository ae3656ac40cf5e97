"""The command as people and programs use it: exit codes, sentences, JSON."""

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
def test_wrong_use_is_one_clear_sentence(tmp_path: Path, arguments: list[str], code: int, sentence: str) -> None:
    """Nothing is done, the exit code says what kind of mistake it was, and no traceback is shown."""
    (tmp_path / "fout.toml").write_text('[[site]]\nid = "A"\n')
    done = regiozoek(*arguments, cwd=tmp_path)
    said = " ".join(done.stderr.split()).casefold()
    assert (code, True, False) == (done.returncode, sentence.casefold() in said, "traceback" in said), done.stderr


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    """The environment is configuration too."""
    done = regiozoek("status", cwd=tmp_path, REGIOZOEK_PORT="veel")
    assert (2, True) == (done.returncode, "REGIOZOEK_PORT" in done.stderr)


def test_a_taken_port_is_said_before_any_work(tmp_path: Path) -> None:
    """The way out is --port, and no engine was started for nothing."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = regiozoek("serve", "--port", taken.getsockname()[1], cwd=tmp_path)
    assert (3, True) == (done.returncode, "--port" in done.stderr)
    assert not (tmp_path / "var" / "engine").exists()


def test_an_engine_out_of_reach_is_one_sentence(tmp_path: Path) -> None:
    """A Meilisearch named by MEILI_URL that does not answer is named."""
    done = regiozoek("index", cwd=tmp_path, MEILI_URL="http://127.0.0.1:9")
    assert (3, True, False) == (done.returncode, "127.0.0.1:9" in done.stderr, "Traceback" in done.stderr)


def test_status_before_anything_was_done(tmp_path: Path) -> None:
    """A new folder is a region that was never crawled."""
    done = regiozoek("status", "--json", cwd=tmp_path)
    sites = json.loads(done.stdout)["sites"]
    assert (0, 12, {"never crawled"}) == (done.returncode, len(sites), {site["problem"] for site in sites})


def test_status_tells_how_each_site_stands(prepared_region: PreparedRegion, tmp_path: Path) -> None:
    """Pages, documents and score of each of the twelve."""
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
def test_explain_tells_why(
    prepared_region: PreparedRegion, tmp_path: Path, site: str, path: str, indexed: bool, word: str
) -> None:
    """A page in the index, one that nothing names and one that is not to be fetched each have their story."""
    url = prepared_region.region.sites[site] + path
    where = ("--data", prepared_region.settings.data, "--sites", prepared_region.settings.sites)
    story = json.loads(regiozoek("explain", url, "--json", *where, cwd=tmp_path).stdout)
    assert (indexed, True) == (story["indexed"], word in story["verdict"]), story
    assert story["verdict"] in " ".join(regiozoek("explain", url, *where, cwd=tmp_path).stdout.split())


def test_fail_under_is_exit_code_one(prepared_region: PreparedRegion, tmp_path: Path) -> None:
    """A score under the threshold is a finding, not a failure; the reports are written all the same."""
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


def test_fail_on_new_holds_what_the_last_audit_found(prepared_region: PreparedRegion, tmp_path: Path) -> None:
    """What was there at the last audit is no failure, in whatever format it is printed; standard output is that alone."""
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


def test_the_demo_ends_after_the_table(tmp_path: Path) -> None:
    """The whole way, as `make demo ARGS=--once` goes it, twice: the second finds what the first stored."""
    first = regiozoek("demo", "--once", cwd=tmp_path)
    second = regiozoek("demo", "--once", cwd=tmp_path)
    assert (0, 0) == (first.returncode, second.returncode), first.stderr + second.stderr
    assert [] == [name for name in ("kortrijk", "zwevegem", "documents", "score") if name not in first.stdout]
    assert first.stdout == second.stdout
