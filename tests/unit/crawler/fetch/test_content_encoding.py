"""Compressed bodies: complete streams are decoded, those that broke off are told apart."""

import gzip
import hashlib
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from crawler.fetch.content_encoding import BrokenStreamError, OversizedStreamError, decode_content

LIMIT = 10_000_000
PAGE = "".join(f"<li>Kaart {hashlib.sha256(bytes(number)).hexdigest()}</li>" for number in range(2_000)).encode()


def raw_deflate(data: bytes) -> bytes:
    """Compress without zlib's header and trailer."""
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


def zstd_stream(data: bytes) -> bytes:
    """Compress in pieces, so that the frame does not declare its size."""
    stream = zstandard.ZstdCompressor().compressobj()
    return stream.compress(data[:999]) + stream.compress(data[999:]) + stream.flush()


Compress = Callable[[bytes], bytes]
CODINGS: list[tuple[str, Compress]] = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("br", brotli.compress),
    ("zstd", zstandard.compress),
    ("zstd", zstd_stream),
]


@pytest.mark.parametrize(("coding", "compress"), CODINGS)
def test_a_complete_stream_is_decoded(coding: str, compress: Compress) -> None:
    """Also when bytes follow it, which browsers ignore."""
    body = compress(PAGE)
    assert (PAGE, "") == decode_content(body, coding, LIMIT)
    for tail in (b"\n", b"\0" * 200):
        assert PAGE == decode_content(body + tail, coding, LIMIT)[0]
    assert b"" == decode_content(compress(b""), coding, LIMIT)[0]


@pytest.mark.parametrize(("coding", "compress"), CODINGS)
@pytest.mark.parametrize("share", [0.001, 0.3, 0.9])
def test_a_stream_that_broke_off_is_rejected(coding: str, compress: Compress, share: float) -> None:
    """Wherever it broke off, also in its last bytes."""
    body = compress(PAGE)
    for cut in (body[: int(len(body) * share)], body[:-1]):
        with pytest.raises(BrokenStreamError):
            decode_content(cut, coding, LIMIT)


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_what_is_not_a_stream_is_rejected(coding: str) -> None:
    """An error message in the middle of a stream, or a page that is not compressed at all."""
    with pytest.raises(BrokenStreamError):
        decode_content(b"<title>Niet ingepakt</title>" * 40, coding, LIMIT)


def test_joined_streams_are_one_body() -> None:
    """Members of gzip and frames of zstd."""
    for coding, compress in (("gzip", gzip.compress), ("zstd", zstandard.compress)):
        assert b"een twee" == decode_content(compress(b"een ") + compress(b"twee"), coding, LIMIT)[0]
        with pytest.raises(BrokenStreamError):
            decode_content(compress(b"een ") + compress(PAGE)[:-20], coding, LIMIT)


def test_codings_are_undone_from_the_last_to_the_first() -> None:
    """An unknown one ends that; letter case and "identity" have no meaning."""
    assert (PAGE, "") == decode_content(brotli.compress(gzip.compress(PAGE)), "GZIP, identity , Br", LIMIT)
    assert (b"x", "oudheid") == decode_content(gzip.compress(b"x"), "oudheid, gzip", LIMIT)
    assert (b"x", "gzip, oudheid") == decode_content(b"x", "gzip, oudheid", LIMIT)
    with pytest.raises(BrokenStreamError):
        decode_content(gzip.compress(brotli.compress(PAGE)[:-9]), "br, gzip", LIMIT)


@pytest.mark.parametrize(("coding", "compress"), CODINGS)
def test_a_bomb_is_rejected(coding: str, compress: Compress) -> None:
    """As soon as it exceeds the limit."""
    with pytest.raises(OversizedStreamError):
        decode_content(compress(b"\0" * 3_000_000), coding, 1_000_000)
