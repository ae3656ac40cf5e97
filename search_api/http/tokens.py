"""Tokens of the webmaster pages: derived from one secret, so that nothing is stored."""

from __future__ import annotations

import hashlib
import hmac

REGION_TOKEN_ID = "region"
"""The token that opens the overview and every site."""


def site_token(secret: str, site: str) -> str:
    """Return the token of a site's webmaster pages (`REGION_TOKEN_ID`: of all): 64 hexadecimal digits, HMAC-SHA256."""
    return hmac.new(secret.encode(), site.encode(), hashlib.sha256).hexdigest()


def token_grants_access(secret: str, site: str, token: str) -> bool:
    """Whether a token opens the pages of a site; takes the same time for every wrong token."""
    if not secret:
        return False
    given = token.encode("utf-8", "replace")
    own = hmac.compare_digest(given, site_token(secret, site).encode())
    region = hmac.compare_digest(given, site_token(secret, REGION_TOKEN_ID).encode())
    return own or region
