"""The words of the integration page, by language, from `widget_texts.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

GUIDE_TEXTS: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
