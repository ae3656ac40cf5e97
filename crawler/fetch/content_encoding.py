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

_DEFLATE_INPUT_SIZE = 16 * 1024
"""Bytes given to zlib at a time, so that a body of many short gzip members is not copied for each of them."""

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
        end = yield from _inflate(data, _GZIP_WINDOW)
        while data.startswith(_GZIP_MAGIC, end):
            end = yield from _inflate(data, _GZIP_WINDOW, end)

    return _collect(members(), limit)


def _undeflate(data: bytes, limit: int) -> bytes:
    """Decode "deflate": a zlib stream (RFC 9110, section 8.4.1.2), from old servers one without header and trailer."""
    try:
        return _collect(_inflate(data, _ZLIB_WINDOW), limit)
    except zlib.error:
        return _collect(_inflate(data, _RAW_WINDOW), limit)


def _inflate(data: bytes, window: int, start: int = 0) -> Generator[bytes, None, int]:
    """Yield the contents of the stream at `start`, and return the position behind it."""
    stream = zlib.decompressobj(window)
    position = start
    while not stream.eof:
        pending = stream.unconsumed_tail
        if not pending:
            pending = data[position : position + _DEFLATE_INPUT_SIZE]
            position += len(pending)
        piece = stream.decompress(pending, _CHUNK_SIZE)
        if not piece and not pending and not stream.eof:
            raise BrokenStreamError("the stream has no end")
        yield piece
    return position - len(stream.unused_data)


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
        end = yield from _zstd_frame(data)
        while data.startswith(_ZSTD_MAGIC, end):
            end = yield from _zstd_frame(data, end)

    return _collect(frames(), limit)


def _zstd_frame(data: bytes, start: int = 0) -> Generator[bytes, None, int]:
    """Yield the contents of the frame at `start`, and return the position behind it."""
    stream = zstandard.ZstdDecompressor(max_window_size=_MAX_ZSTD_WINDOW).decompressobj()
    for position in range(start, len(data), _ZSTD_INPUT_SIZE):
        piece = data[position : position + _ZSTD_INPUT_SIZE]
        yield stream.decompress(piece)
        if stream.eof:
            return position + len(piece) - len(stream.unused_data)
    raise BrokenStreamError("the stream has no end")


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
