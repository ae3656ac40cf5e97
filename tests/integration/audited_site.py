"""A town's site on loopback, crawled and audited with the `regiozoek` command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from tests.servers.pages import PageServer

PAGE_TEMPLATE = """<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{title} | Proef</title>{head}
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body><main><h1>{title}</h1>{body}</main></body></html>"""


def words(seed: str, count: int = 120) -> str:
    """Return a paragraph of `count` generated words, unique to `seed`."""
    return f"<p>{' '.join(f'{seed}{number}' for number in range(count))}</p>"


@dataclass(frozen=True)
class AuditedSite:
    """The site, and the folder in which it is crawled and audited."""

    server: PageServer
    folder: Path
    extra_toml: str = ""

    def add_page(self, path: str, title: str, body: str, head: str = "") -> str:
        """Add a page; return its URL."""
        self.server.add_response(path, PAGE_TEMPLATE.format(title=title, body=body, head=head))
        return self.server.url + path

    def crawl(self) -> None:
        """Add a home page that links to every page, and crawl the site."""
        links = "".join(f'<li><a href="{path}">Naar {path}</a></li>' for path in self.server.responses if path != "/")
        self.add_page("/", "Welkom", f"<ul>{links}</ul>{words('welkom')}")
        (self.folder / "sites.toml").write_text(
            f'[[site]]\nid = "proef"\nname = "Proef"\nurl = "{self.server.url}/"\nallow_private = true\ndelay = 0\n'
            + self.extra_toml
        )
        done = self.regiozoek("crawl")
        assert 0 == done.returncode, done.stderr

    def regiozoek(self, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a `regiozoek` command on the site."""
        command = [sys.executable, "-m", "regiozoek", *map(str, arguments), "--sites", "sites.toml"]
        env = os.environ | environment
        return subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True, check=False)

    def audit_findings(self, *options: object) -> dict[str, set[str]]:
        """Audit the site; return the affected paths by rule."""
        done = self.regiozoek("audit", *options, "--format", "json")
        assert 0 == done.returncode, done.stderr
        rules = defaultdict(set)
        for finding in json.loads(done.stdout)["findings"]:
            rules[finding["rule"]].add(finding["url"].removeprefix(self.server.url))
        return rules
