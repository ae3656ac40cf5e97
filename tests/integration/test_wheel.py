"""The wheel: its contents, and its installation in an empty environment."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_wheel_works_in_an_empty_environment(tmp_path: Path) -> None:
    """Outside the checkout, with its data files."""
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT],
        check=True,
        capture_output=True,
    )
    wheel = next(tmp_path.glob("*.whl"))
    environment = tmp_path / "leeg"
    python = environment / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    install = [python, "-m", "pip", "install", "--quiet", "--no-cache-dir"]
    subprocess.run([*install, "--require-hashes", "-r", ROOT / "requirements.lock"], check=True, capture_output=True)
    subprocess.run([*install, "--no-deps", wheel], check=True, capture_output=True)
    command = [environment / "bin" / "regiozoek"]
    help_text = subprocess.run([*command, "--help"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert [] == [
        name
        for name in ("demo", "crawl", "index", "audit", "run", "serve", "explain", "evaluate")
        if name not in help_text
    ]
    status = subprocess.run(
        [*command, "status", "--data", tmp_path / "var"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert "spiere-helkijn" in status.stdout


def test_wheel_contains_all_data_and_no_tests(tmp_path: Path) -> None:
    """Nor benchmarks, the widget's sources, or other files of the checkout."""
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT],
        check=True,
        capture_output=True,
    )
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert {"crawler", "indexer", "search_api", "seo_audit", "regiozoek"} == tops
    assert "crawler/sites.toml" in names
    assert ["search_api/pages/static/widget-page.js", "search_api/pages/static/widget.js"] == sorted(
        name for name in names if name.endswith((".js", ".ts", ".mjs")) and "widget" in name
    )
    assert [] == [
        name
        for name in names
        if name.startswith("search_api/widget/src/") or name.endswith("package.json") or "node_modules" in name
    ]
    assert [name for name in names if name.startswith("regiozoek/demo/content/")]
