"""What a newcomer's first command says when the machine lacks something."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def prepared(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the preparation in a copy of the checkout's files that it needs."""
    (folder / "scripts").mkdir(parents=True)
    for name in ("scripts/prepare", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    command = ["/bin/sh", str(folder / "scripts/prepare"), "requirements.lock"]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)


def only(folder: Path, **programs: str) -> str:
    """Return a PATH with the system's small programs and these scripts in place of every Python."""
    folder.mkdir()
    for name in ("dirname", "basename", "cmp", "rm", "grep", "tail", "cp"):
        (folder / name).symlink_to(shutil.which(name) or "")
    for name, text in programs.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    return str(folder)


def test_no_python_or_an_old_one_is_one_sentence(tmp_path: Path) -> None:
    """The way out is a newer Python, or naming one."""
    done = prepared(tmp_path / "regio zoek", PATH=only(tmp_path / "bin", python3="#!/bin/sh\nexit 1\n"))
    assert (3, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert "Python 3.11 or newer" in done.stderr


def test_a_python_without_venv_is_one_sentence(tmp_path: Path) -> None:
    """Debian ships Python without it; the package to install is named."""
    script = '#!/bin/sh\nif [ "$1" = -m ]; then exit 1; fi\nif [ "$1" = --version ]; then echo Python 3.11.2; fi\n'
    done = prepared(tmp_path / "regio zoek", PATH=only(tmp_path / "bin", python3=script))
    assert (3, True) == (done.returncode, "apt install python3-venv" in done.stderr)


def test_packages_out_of_reach_are_one_sentence(tmp_path: Path) -> None:
    """Without PyPI or a mirror nothing can be installed; that is said, with the reason pip gave above it."""
    closed = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}
    nowhere = closed | {"PIP_NO_INDEX": "", "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}
    done = prepared(tmp_path / "regio zoek", **nowhere)
    assert (3, True) == (done.returncode, "PyPI is within reach" in done.stderr), done.stderr
