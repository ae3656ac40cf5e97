"""User-Agent of the crawl, and the product token by which robots.txt files name this crawler."""

from __future__ import annotations

ROBOTS_AGENT = "Regiozoek"
"""Product token in `User-agent` lines of robots.txt (RFC 9309, section 2.2.1)."""

DEFAULT_USER_AGENT = f"{ROBOTS_AGENT}/0.1 (+https://www.leiedal.be/; webmaster@leiedal.be)"
"""Product, contact page and e-mail address, so that a webmaster knows whom to contact.

`REGIOZOEK_USER_AGENT` overrides it.
"""
