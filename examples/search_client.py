"""Search the region through the HTTP API: `python examples/search_client.py "openingsuren bibliotheek" --home kuurne`.

Needs `pip install httpx` and a running service (`make demo`).
"""

from __future__ import annotations

import argparse

import httpx


def search(client: httpx.Client, query: str, home: str) -> list[str]:
    """Return one line per answer card and result."""
    response = client.get("/api/search", params={"q": query, "home": home, "size": 5})
    response.raise_for_status()  # errors are RFC 9457 problem JSON, with a sentence in `detail`
    result = response.json()
    lines = [f"[{card['title']}] {' '.join(card['lines'])}" for card in result["answers"]]
    lines += [f"{hit['title']} ({hit['site_name']}) {hit['url']}" for hit in result["hits"]]
    lines.append(f"{result['total']} results in {result['took_ms']} ms")
    if result["degraded"]:
        lines.append("Incomplete: " + " ".join(result["degraded"]))
    return lines


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Search the region.")
    parser.add_argument("query")
    parser.add_argument("--home", default="kuurne", help="site that the search is made from")
    parser.add_argument("--api", default="http://127.0.0.1:8000", help="base URL of the service")
    options = parser.parse_args()
    with httpx.Client(base_url=options.api, timeout=5) as api:
        print("\n".join(search(api, options.query, options.home)))
