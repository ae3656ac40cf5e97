"""Version of Regiozoek, from the metadata of the installed package; `pyproject.toml` is its only source."""

from __future__ import annotations

from importlib import metadata

try:
    VERSION = metadata.version("regiozoek")
except metadata.PackageNotFoundError:  # run from the sources without being installed
    VERSION = "0+unknown"
