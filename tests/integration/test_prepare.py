"""Messages of the setup script when the machine lacks a requirement."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def run_prepare(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run scripts/prepare in a copy of the files that it needs."""
    (folder / "scripts").mkdir(parents=True)
    for name in ("scripts/prepare", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    command = ["/bin/sh", str(folder / "scripts/prepare"), "requirements.lock"]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)


def path_with(folder: Path, **programs: str) -> str:
    """Return a PATH that contains the basic programs of the system and these scripts, without any other Python."""
    folder.mkdir()
    for name in ("dirname", "basename", "cmp", "rm", "grep", "tail", "cp"):
        (folder / name).symlink_to(shutil.which(name) or "")
    for name, text in programs.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    return str(folder)


def test_missing_or_old_python_is_reported_in_one_line(tmp_path: Path) -> None:
    """Without Python 3.11, the message names the required version."""
    done = run_prepare(tmp_path / "regio zoek", PATH=path_with(tmp_path / "bin", python3="#!/bin/sh\nexit 1\n"))
    assert (3, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert "Python 3.11 or newer" in done.stderr


def test_missing_venv_module_is_reported(tmp_path: Path) -> None:
    """Debian installs Python without venv; the message names the package to install."""
    script = '#!/bin/sh\nif [ "$1" = -m ]; then exit 1; fi\nif [ "$1" = --version ]; then echo Python 3.11.2; fi\n'
    done = run_prepare(tmp_path / "regio zoek", PATH=path_with(tmp_path / "bin", python3=script))
    assert (3, True) == (done.returncode, "apt install python3-venv" in done.stderr)


def test_unreachable_package_index_is_reported(tmp_path: Path) -> None:
    """Without PyPI or a mirror, the message follows the reason that pip gives."""
    closed = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}
    nowhere = closed | {"PIP_NO_INDEX": "", "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}
    done = run_prepare(tmp_path / "regio zoek", **nowhere)
    assert (3, True) == (done.returncode, "PyPI is reachable" in done.stderr), done.stderr
