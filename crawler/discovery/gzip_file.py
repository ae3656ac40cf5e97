"""Decompress gzip files up to a size limit, recognised by their content, not by name or headers."""

from __future__ import annotations

import zlib

_GZIP_MAGIC = b"\x1f\x8b"

_CHUNK_SIZE = 16 * 1024
"""Bytes decompressed at a time: deflate expands a byte to at most 1,032, so a bomb exceeds a limit by 16 MiB at
most."""


def gunzip(body: bytes, limit: int) -> tuple[bytes, str | None]:
    """Return the content of a gzip file, and what is wrong with it (a phrase, None when nothing is).

    Returns a body that is not gzip unchanged. A damaged file gives what could be decompressed; one with more than
    `limit` bytes gives `limit` + 1.
    """
    content = bytearray()
    remaining = body
    while remaining[:2] == _GZIP_MAGIC:
        archive = zlib.decompressobj(wbits=31)
        end = 0
        try:
            while end < len(remaining) and not archive.eof and len(content) <= limit:
                content += archive.decompress(remaining[end : end + _CHUNK_SIZE])
                end += _CHUNK_SIZE
        except zlib.error:
            return bytes(content), "is damaged"
        if len(content) > limit:
            return bytes(content[: limit + 1]), None
        if not archive.eof:
            return bytes(content), "is cut off"
        remaining = archive.unused_data + remaining[end:]
    return (bytes(content), None) if body[:2] == _GZIP_MAGIC else (body, None)
