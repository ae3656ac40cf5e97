"""`regiozoek harvest`, and external sources in the output of the other commands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.sources.harvest_store import HarvestStore
from regiozoek.commands.demo import PreparedRegion
from tests.servers.source_server import Failure
from tests.servers.uitdatabank import CLIENT_ID, UitdatabankServer


@pytest.fixture
def folder(tmp_path: Path, uit: UitdatabankServer) -> Path:
    """A folder with a registry of one town and two sources, one of which has no key in the environment."""
    (tmp_path / "sites.toml").write_text(
        '[[site]]\nid = "kuurne"\nname = "Kuurne"\nurl = "https://www.kuurne.be/"\nnis = "34023"\n'
        '[[source]]\nid = "uit"\nkind = "uitdatabank"\nkey_env = "UIT_KEY"\nallow_private = true\n'
        f'url = "{uit.url}"\n'
        '[[source]]\nid = "ipdc"\nkind = "ipdc"\nkey_env = "KEY_THAT_IS_NOT_THERE"\n'
    )
    return tmp_path


def regiozoek(folder: Path, *arguments: str) -> tuple[int, str, str]:
    """Run the command in a folder; return exit code, standard output and standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "regiozoek", *arguments, "--sites", "sites.toml"],
        cwd=folder,
        env=os.environ | {"UIT_KEY": CLIENT_ID},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_harvest_reports_each_source(folder: Path) -> None:
    """A source without a key is skipped with a message, and is not a failure."""
    code, output, _ = regiozoek(folder, "harvest", "--json")
    sources = {each["source"]: each for each in json.loads(output)["sources"]}
    assert (0, "harvested", 10) == (code, sources["uit"]["outcome"], sources["uit"]["records"])
    assert ("skipped", True) == (sources["ipdc"]["outcome"], "KEY_THAT_IS_NOT_THERE" in sources["ipdc"]["problem"])


def test_failed_source_exits_with_code_three_and_keeps_its_records(folder: Path, uit: UitdatabankServer) -> None:
    """`status` shows the failure too."""
    regiozoek(folder, "harvest")
    uit.failure = Failure.FORBIDDEN
    code, output, _ = regiozoek(folder, "harvest", "--only", "uit", "--json")
    (source,) = json.loads(output)["sources"]
    assert (3, "failed", 10) == (code, source["outcome"], source["records"])
    status = {each["source"]: each for each in json.loads(regiozoek(folder, "status", "--json")[1])["sources"]}
    assert (10, "it rejects the key (403); set UIT_KEY to a valid one") == (
        status["uit"]["records"],
        status["uit"]["problem"],
    )
    assert status["uit"]["since"] > status["uit"]["harvested_at"]
    code, output, _ = regiozoek(folder, "status")
    assert (0, True) == (code, "it rejects the key (403)" in " ".join(output.split()))


def test_explain_knows_harvested_records(folder: Path) -> None:
    """An event is in the index although its URL is on none of the sites and was never crawled."""
    regiozoek(folder, "harvest")
    with HarvestStore.open(folder / "var" / "pages.db") as store:
        record = next(store.records("uit"))
    _, output, _ = regiozoek(folder, "explain", record.url, "--json")
    story = json.loads(output)
    assert (True, "uit", record.title) == (story["indexed"], story["source"], story["title"])
    code, output, _ = regiozoek(folder, "explain", record.url)
    assert (0, True) == (code, f'The source uit provides it, as "{record.title}"' in " ".join(output.split()))


def test_unknown_source_is_rejected(folder: Path) -> None:
    """The message lists the configured sources."""
    code, _, errors = regiozoek(folder, "harvest", "--only", "gent")
    assert (2, "Unknown source gent; use one of uit, ipdc (sites.toml).") == (code, " ".join(errors.split()))


def test_every_command_validates_the_sources(folder: Path) -> None:
    """A nightly crawl is too late to find configuration errors."""
    with (folder / "sites.toml").open("a") as registry:
        registry.write('api_key = "abc"\n')
    code, _, errors = regiozoek(folder, "crawl")
    assert (2, True) == (code, 'sites.toml:16: "api_key" does not belong in a file' in errors), errors


def test_no_key_is_stored(folder: Path) -> None:
    regiozoek(folder, "harvest")
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert [] == [path for path in files if CLIENT_ID.encode() in path.read_bytes()]
    assert len(files) > 1


def test_demo_harvests_two_feeds(prepared_region: PreparedRegion) -> None:
    """The rooms and events of a town in the miniature region can be found."""
    assert {"zalen-kortrijk": 3, "vrijwilligers-kortrijk": 2} == {
        each.source: each.documents for each in prepared_region.indexed.sources
    }
