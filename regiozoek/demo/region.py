"""Runs the server of the miniature region as a subprocess, for `regiozoek demo` and for tests."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from regiozoek.demo.back_office import sources_toml
from regiozoek.demo.towns import best_bets_toml, sites_toml
from regiozoek.errors import CommandError

_PACKAGE_PARENT = Path(__file__).parents[2]


class RegionError(CommandError):
    """The server of the miniature region did not start; the message is its error output."""


class MiniatureRegion:
    """Context manager that serves the twelve municipal sites on loopback.

    The server stops when this process ends, even when it is killed. With `search`, the URL of a search service, each
    page includes its search box.
    """

    def __init__(self, port: int = 0, search: str = "") -> None:
        self._port, self._search = port, search
        self._process: subprocess.Popen[str] | None = None
        self.sites: dict[str, str] = {}
        """Site id → base URL with a trailing slash; filled on entering."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "regiozoek.demo.server", "--until-stdin-closes"]
        path = os.pathsep.join(filter(None, [str(_PACKAGE_PARENT), os.environ.get("PYTHONPATH")]))
        process = subprocess.Popen(  # noqa: S603 - our own module, no shell
            [*command, "--port", str(self._port), "--search", self._search],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": path},
        )
        assert process.stdout is not None
        announcement = process.stdout.readline()
        if not announcement:
            _, errors = process.communicate()
            raise RegionError(
                errors.strip()
                or "The miniature region stopped before it started; run python -m regiozoek.demo.server to see why."
            )
        self._process = process
        self.sites = json.loads(announcement)["sites"]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()

    def sites_toml(self) -> str:
        """Return the sites.toml of the running region."""
        return sites_toml(self.sites) + sources_toml(self.sites)

    def best_bets_toml(self) -> str:
        """Return the best bets file of the running region."""
        return best_bets_toml(self.sites)
