"""What is shipped: the wheel, installed where nothing else is."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_wheel_works_on_its_own(tmp_path: Path) -> None:
    """Built, installed in an empty environment far from the checkout, it runs, and brings its data files."""
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
    said = subprocess.run([*command, "--help"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert [] == [
        name for name in ("demo", "crawl", "index", "audit", "run", "serve", "explain", "evaluate") if name not in said
    ]
    status = subprocess.run(
        [*command, "status", "--data", tmp_path / "var"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert "spiere-helkijn" in status.stdout


def test_the_wheel_holds_no_tests_and_all_data(tmp_path: Path) -> None:
    """The packages' own files are in it; tests, benchmarks, the search box's sources and the checkout's files are not."""
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
