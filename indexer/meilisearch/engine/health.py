"""Health check: whether an engine responds and accepts our key."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request

import msgspec

from crawler.records.http_status import REFUSED_STATUSES
from indexer.records.errors import EngineUnreachableError

HEALTH_TIMEOUT = 5.0
"""Seconds for a response; an engine responds within milliseconds, and within a second when busy."""


class _Version(msgspec.Struct, rename="camel"):
    pkg_version: str


def fetch_engine_version(url: str, key: str, timeout: float = HEALTH_TIMEOUT, *, proxies: bool = True) -> str:
    """Return the version of the engine at `url`, which proves that it accepts `key`.

    Raises:
        EngineUnreachableError: nothing responds, the key is rejected, or it is not Meilisearch.
    """
    request = urllib.request.Request(f"{url}/version", headers={"Authorization": f"Bearer {key}"})  # noqa: S310 - the address the user configured
    opener = urllib.request.build_opener(*([] if proxies else [urllib.request.ProxyHandler({})]))
    try:
        with opener.open(request, timeout=timeout) as response:
            return msgspec.json.decode(response.read(65_536), type=_Version).pkg_version
    except urllib.error.HTTPError as error:
        if error.code in REFUSED_STATUSES:
            raise EngineUnreachableError(
                f"the engine at {url} rejected the key; set MEILI_MASTER_KEY to its master key"
            ) from error
        raise EngineUnreachableError(
            f"the server at {url} is not Meilisearch (it responded with {error.code}); correct MEILI_URL"
        ) from error
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error or type(error).__name__
        raise EngineUnreachableError(
            f"no engine responds at {url} ({reason}); start it, or correct MEILI_URL"
        ) from error
    except ValueError as error:
        raise EngineUnreachableError(f"the server at {url} is not Meilisearch; correct MEILI_URL") from error
