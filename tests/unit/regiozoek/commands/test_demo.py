"""Tests of `regiozoek/commands/demo.py`."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from regiozoek.commands.demo import run_demo
from regiozoek.errors import CommandError
from regiozoek.settings import load_settings


def test_without_its_extra_the_demo_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "reportlab" else find_spec(name))
    with pytest.raises(CommandError, match=r"needs reportlab, .* run `pip install 'regiozoek\[demo\]'`"):
        run_demo(load_settings(data=tmp_path), once=True)
