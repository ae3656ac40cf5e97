"""Tests of the deployment files: nginx configuration and systemd units."""

import configparser
import shutil
import subprocess
from pathlib import Path

from tests.conftest import skip_or_fail

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def test_nginx_accepts_the_proxy_configuration(tmp_path: Path) -> None:
    """The configuration passes `nginx -t` with a generated certificate."""
    if shutil.which("nginx") is None or shutil.which("openssl") is None:
        skip_or_fail("nginx and openssl are not installed (on Debian: apt install nginx-light openssl)")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=zoek.example.be", "-days", "1"]
    subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    text = (DEPLOY / "nginx.conf").read_text()
    for name, path in (("fullchain.pem", certificate), ("privkey.pem", key)):
        text = text.replace(f"/etc/ssl/zoek.example.be/{name}", str(path))
    (tmp_path / "proxy.conf").write_text(text)
    logs = f"error_log {tmp_path}/error.log; pid {tmp_path}/pid;"
    (tmp_path / "nginx.conf").write_text(
        f"{logs} events {{}} http {{ access_log off; include {tmp_path}/proxy.conf; }}"
    )
    done = subprocess.run(
        ["nginx", "-t", "-c", tmp_path / "nginx.conf", "-e", tmp_path / "error.log"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_units_start_commands_that_exist() -> None:
    """Each service runs an existing command; the timer starts the service of its name."""
    commands = []
    for unit in sorted((DEPLOY / "systemd").glob("*.service")):
        parsed = configparser.ConfigParser(strict=False, interpolation=None)
        parsed.read(unit)
        commands.append(parsed["Service"]["ExecStart"].split()[1])
    assert ["run", "serve"] == sorted(commands)
    assert (DEPLOY / "systemd/regiozoek-run.timer").is_file()
