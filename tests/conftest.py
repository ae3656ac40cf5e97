"""Fixtures shared by several test folders: the shared data folder, Chromium, and a page server on loopback."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.pages import PageServer

pytest_plugins = ["tests.integration.engine_fixtures", "tests.integration.harvest_fixtures", "tests.region_fixtures"]

ROOT = Path(__file__).resolve().parent.parent
IN_CI = os.environ.get("CI") == "true"


def skip_or_fail(reason: str) -> None:
    """Skip a test when this machine lacks a requirement; in CI, where everything must be installed, fail it."""
    if IN_CI:
        pytest.fail(f"CI must provide this: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data, next to the checkout."""
    path = ROOT.parent / "shared"
    if not path.is_dir():
        skip_or_fail("the shared data folder ../shared does not exist")
    return path


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of an installed Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        skip_or_fail("Chromium is not installed (on Debian: apt install chromium)")
    return str(path)


@pytest.fixture
def page_server() -> Iterator[PageServer]:
    """An empty web site on loopback; the test adds its pages."""
    with PageServer() as server:
        yield server
