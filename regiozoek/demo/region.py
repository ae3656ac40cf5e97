"""The miniature region as a subprocess, for the demonstration and for tests."""

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
    """The miniature region did not start; the message is what it said."""


class MiniatureRegion:
    """Twelve municipal sites on loopback for as long as the `with` block lasts.

    The server ends with this process, also when this process is killed. With `search`, the address of a search
    service, each page carries its box.
    """

    def __init__(self, port: int = 0, search: str = "") -> None:
        self._port, self._search = port, search
        self._process: subprocess.Popen[str] | None = None
        self.sites: dict[str, str] = {}
        """Id → base URL with a slash at the end; filled on entering."""

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
            _, complaint = process.communicate()
            raise RegionError(complaint.strip() or "The miniature region ended before it served anything.")
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
        """The sites file of the running region."""
        return sites_toml(self.sites) + sources_toml(self.sites)

    def best_bets_toml(self) -> str:
        """The list of best bets of the running region's editors."""
        return best_bets_toml(self.sites)
