"""Decode compressed bodies, and tell a stream that broke off from a complete one.

Scrapy's own middleware returns what it can decode, so half a page would be taken for the whole; a browser shows an
error. A proxy that lost its upstream may still end the HTTP message properly: https://github.com/google/ngx_brotli/issues/81.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Generator, Iterable, Iterator

import brotli
import zstandard

ACCEPTED_ENCODINGS = ("gzip", "deflate", "br", "zstd")
"""Content codings to ask for (https://www.iana.org/assignments/http-parameters)."""

_CHUNK_SIZE = 256 * 1024
"""Bytes decompressed at a time, so that a bomb takes time here, never memory."""

_GZIP_WINDOW, _ZLIB_WINDOW, _RAW_WINDOW = 31, 15, -15
"""zlib's window sizes for a gzip stream, a zlib stream, and deflate without either's header and trailer."""

_GZIP_MAGIC, _ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
"""The first bytes of a further gzip member or zstd frame. Anything else behind a stream is ignored, as browsers do."""

_MAX_BYTEWISE_BROTLI = 1024 * 1024
"""Bytes of a brotli stream whose end is looked for byte by byte: a fifth of a second."""

_ZSTD_INPUT_SIZE = 1024
"""Bytes given to zstd at a time: they become at most 32 MiB, since 4 bytes can stand for a block of 128 KiB."""


_MAX_ZSTD_WINDOW = 128 * 1024 * 1024
"""Bytes that a zstd stream may refer back to. RFC 9659 allows 8 MiB; Scrapy's decoder takes this much too."""


class BrokenStreamError(Exception):
    """A compressed stream without its end, or with bytes that cannot be decoded."""


class OversizedStreamError(Exception):
    """A compressed stream that exceeds the size limit once decoded."""


def decode_content(body: bytes, header: str, limit: int) -> tuple[bytes, str]:
    """Return a decoded body, and the codings of its Content-Encoding header that remain because they are unknown.

    Args:
        body: the body as it was received.
        header: the value of Content-Encoding: codings in the order in which they were applied.
        limit: maximum number of decoded bytes.

    Raises:
        BrokenStreamError: the stream is truncated or damaged.
        OversizedStreamError: it exceeds the limit.
    """
    codings = [coding for part in header.split(",") if (coding := part.strip().lower()) not in {"", "identity"}]
    while codings and (decoder := _DECODERS.get(codings[-1])):
        try:
            body = decoder(body, limit)
        except (zlib.error, brotli.error, zstandard.ZstdError) as error:
            raise BrokenStreamError(str(error)) from error
        codings.pop()
    return body, ", ".join(codings)


def _collect(pieces: Iterable[bytes], limit: int) -> bytes:
    found = []
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise OversizedStreamError
        found.append(piece)
    return b"".join(found)


def _gunzip(data: bytes, limit: int) -> bytes:
    def members() -> Iterator[bytes]:
        rest = yield from _inflate(data, _GZIP_WINDOW)
        while rest.startswith(_GZIP_MAGIC):
            rest = yield from _inflate(rest, _GZIP_WINDOW)

    return _collect(members(), limit)


def _undeflate(data: bytes, limit: int) -> bytes:
    """Decode "deflate": a zlib stream (RFC 9110, section 8.4.1.2), from old servers one without header and trailer."""
    try:
        return _collect(_inflate(data, _ZLIB_WINDOW), limit)
    except zlib.error:
        return _collect(_inflate(data, _RAW_WINDOW), limit)


def _inflate(data: bytes, window: int) -> Generator[bytes, None, bytes]:
    """Yield the contents of one stream, and return the bytes behind it."""
    stream = zlib.decompressobj(window)
    while not stream.eof:
        piece = stream.decompress(data, _CHUNK_SIZE)
        data = stream.unconsumed_tail
        if not piece and not data and not stream.eof:
            raise BrokenStreamError("the stream has no end")
        yield piece
    return stream.unused_data


def _unbrotli(data: bytes, limit: int) -> bytes:
    """Decode a brotli stream; the decoder rejects bytes behind its end, so then the end is looked for byte by byte."""
    try:
        return _collect(_brotli_pieces(data, len(data)), limit)
    except brotli.error:
        if len(data) > _MAX_BYTEWISE_BROTLI:
            raise
        return _collect(_brotli_pieces(data, 1), limit)


def _brotli_pieces(data: bytes, step: int) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    for start in range(0, len(data), step):
        piece = stream.process(data[start : start + step], output_buffer_limit=_CHUNK_SIZE)
        yield piece
        while piece and not stream.is_finished():
            yield (piece := stream.process(b"", output_buffer_limit=_CHUNK_SIZE))
        if stream.is_finished():
            return
    raise BrokenStreamError("the stream has no end")


def _unzstd(data: bytes, limit: int) -> bytes:
    def frames() -> Iterator[bytes]:
        rest = yield from _zstd_frame(data)
        while rest.startswith(_ZSTD_MAGIC):
            rest = yield from _zstd_frame(rest)

    return _collect(frames(), limit)


def _zstd_frame(data: bytes) -> Generator[bytes, None, bytes]:
    """Yield the contents of one frame, and return the bytes behind it."""
    stream = zstandard.ZstdDecompressor(max_window_size=_MAX_ZSTD_WINDOW).decompressobj()
    for start in range(0, len(data), _ZSTD_INPUT_SIZE):
        end = start + _ZSTD_INPUT_SIZE
        yield stream.decompress(data[start:end])
        if stream.eof:
            return stream.unused_data + data[end:]
    raise BrokenStreamError("the stream has no end")


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
