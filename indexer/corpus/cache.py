"""What was worked out of stored pages, kept beside each of them until something it was made from changes.

From one sync to the next nearly all pages stay as they are. What is kept is found again by a digest of all that it was
made from: the stored record, what the maker names beside it (say, the lines that a site repeats), and the code itself.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import zstandard

from crawler.records.http_status import STATUS_OK
from crawler.records.stored_records import DerivedData, StoredRecord
from crawler.registry.site import Site
from crawler.store.page_store import PageStore

_Value = TypeVar("_Value")

CACHE_COMPRESSION_LEVEL = 1
"""zstd: what is kept is read once a sync, and half the time of level 3 is worth more than a tenth of the size."""

CACHE_BATCH_SIZE = 500
"""Values kept in one transaction."""

MAX_CACHED_VALUE_BYTES = 64 * 1024 * 1024
"""Bytes of one value: no stored text makes a larger one."""

CODE_PACKAGES = ("crawler", "indexer")
"""Whose files decide what is made of a page."""


def cached(
    store: PageStore, site: Site, beside: DerivedData, kind: type[_Value], inputs: Any, make: Callable[[bytes], _Value]
) -> Iterator[tuple[StoredRecord, _Value | None]]:
    """Yield each stored record of a site with the value kept beside it, None for one that did not answer with 200.

    Args:
        store: holds pages and values.
        site: whose.
        beside: under which name.
        kind: what a value is; msgspec must be able to write and read it.
        inputs: all that values are made from beside the record: what msgspec can write.
        make: makes the value of a record where none is kept, or it was made of something else; then it is kept.

    Raises:
        StoreError: the store cannot be read, or a new value not be kept.
    """
    salt = hashlib.blake2b(code_digest() + msgspec.json.encode(inputs, order="deterministic"), digest_size=32).digest()
    encoder, decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(kind)
    compressor, decompressor = zstandard.ZstdCompressor(CACHE_COMPRESSION_LEVEL), zstandard.ZstdDecompressor()
    fresh: list[tuple[str, bytes, bytes]] = []
    for stored in store.records(site.id, beside):
        if stored.status != STATUS_OK:
            yield stored, None
            continue
        key = hashlib.blake2b(stored.record, digest_size=16, key=salt).digest()
        if stored.beside and stored.beside[0] == key:
            yield stored, decoder.decode(decompressor.decompress(stored.beside[1], MAX_CACHED_VALUE_BYTES))
            continue
        value = make(stored.record)
        fresh.append((stored.url, key, compressor.compress(encoder.encode(value))))
        if len(fresh) == CACHE_BATCH_SIZE:
            store.keep_beside(beside, site.id, fresh)
            fresh = []
        yield stored, value
    store.keep_beside(beside, site.id, fresh)


@cache
def code_digest() -> bytes:
    """Return a digest of the code that makes values: our own files, Python, and the libraries we name as ours."""
    found = hashlib.blake2b(sys.version.encode(), digest_size=32)
    here = Path(__file__).parents[2]
    for package in CODE_PACKAGES:
        for file in sorted((here / package).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                found.update(file.read_bytes())
    found.update("\n".join(_libraries()).encode())
    return found.digest()


def _libraries() -> Iterator[str]:
    """Yield name and version of each library that the project names, as far as it is installed."""
    try:
        named = metadata.requires("regiozoek") or []
    except metadata.PackageNotFoundError:  # run from its sources
        named = []
    for requirement in named:
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        with suppress(metadata.PackageNotFoundError):  # an extra
            yield f"{name} {metadata.version(name)}"
