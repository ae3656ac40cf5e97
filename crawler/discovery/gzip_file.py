"""Gzip archives within bounds, whatever their names and headers say."""

from __future__ import annotations

import zlib

_GZIP_MAGIC = b"\x1f\x8b"

_CHUNK_SIZE = 16 * 1024
"""Bytes unpacked at a time: deflate makes at most 1,032 of one, so a bomb oversteps a limit by 16 MiB at most."""


def gunzip(body: bytes, limit: int) -> tuple[bytes, str | None]:
    """Return the content of a gzip archive and what is wrong with it (a phrase, None when nothing is).

    What is no archive is returned as it is. Of a broken one comes what could be read; of one that holds more
    than `limit` bytes come `limit` + 1.
    """
    found = bytearray()
    rest = body
    while rest[:2] == _GZIP_MAGIC:
        archive = zlib.decompressobj(wbits=31)
        end = 0
        try:
            while end < len(rest) and not archive.eof and len(found) <= limit:
                found += archive.decompress(rest[end : end + _CHUNK_SIZE])
                end += _CHUNK_SIZE
        except zlib.error:
            return bytes(found), "is damaged"
        if len(found) > limit:
            return bytes(found[: limit + 1]), None
        if not archive.eof:
            return bytes(found), "is cut off"
        rest = archive.unused_data + rest[end:]
    return (bytes(found), None) if body[:2] == _GZIP_MAGIC else (body, None)
