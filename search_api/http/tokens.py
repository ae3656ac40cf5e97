"""Access tokens of the webmaster pages, derived from one secret, so that none are stored."""

from __future__ import annotations

import hashlib
import hmac

REGION_TOKEN_ID = "region"  # noqa: S105 -- an id, not a secret
"""Id whose token gives access to the region's overview and to every site."""


def site_token(secret: str, site: str) -> str:
    """Return the token of a site (`REGION_TOKEN_ID`: of all sites): 64 hexadecimal digits, HMAC-SHA256."""
    return hmac.new(secret.encode(), site.encode(), hashlib.sha256).hexdigest()


def token_grants_access(secret: str, site: str, token: str) -> bool:
    """Whether a token gives access to a site, compared in constant time."""
    if not secret:
        return False
    given = token.encode("utf-8", "replace")
    own = hmac.compare_digest(given, site_token(secret, site).encode())
    region = hmac.compare_digest(given, site_token(secret, REGION_TOKEN_ID).encode())
    return own or region
