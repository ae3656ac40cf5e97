"""Cache of data derived from stored pages, in the page store next to each page's record.

Most pages do not change from one sync to the next. A cached value is valid as long as a digest of everything it was
made from stays the same: the stored record, the inputs that the caller names (for example the site's template lines),
and the code itself.
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
"""zstd level. A sync reads every value once, so half the time of level 3 matters more than a tenth of the size."""

CACHE_BATCH_SIZE = 500
"""Values stored in one transaction."""

MAX_CACHED_VALUE_BYTES = 64 * 1024 * 1024
"""Bytes of one decompressed value; no stored text yields a larger one."""

CODE_PACKAGES = ("crawler", "indexer")
"""Packages whose files determine what is derived from a page."""


def cached(
    store: PageStore, site: Site, table: DerivedData, kind: type[_Value], inputs: Any, make: Callable[[bytes], _Value]
) -> Iterator[tuple[StoredRecord, _Value | None]]:
    """Yield each stored record of a site with its derived value, computed or from the cache.

    The value is None for a page that did not respond with 200.

    Args:
        store: the page store.
        site: the site whose records are read.
        table: name of the cache table.
        kind: type of the value; msgspec must be able to encode and decode it.
        inputs: everything besides the record that values depend on; msgspec must be able to encode it.
        make: computes the value of a record that has no valid cached one; the result is then cached.

    Raises:
        StoreError: the store cannot be read or written.
    """
    salt = hashlib.blake2b(code_digest() + msgspec.json.encode(inputs, order="deterministic"), digest_size=32).digest()
    encoder, decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(kind)
    compressor, decompressor = zstandard.ZstdCompressor(CACHE_COMPRESSION_LEVEL), zstandard.ZstdDecompressor()
    new: list[tuple[str, bytes, bytes]] = []
    for stored in store.stored_records(site.id, table):
        if stored.status != STATUS_OK:
            yield stored, None
            continue
        key = hashlib.blake2b(stored.record, digest_size=16, key=salt).digest()
        if stored.derived and stored.derived[0] == key:
            yield stored, decoder.decode(decompressor.decompress(stored.derived[1], MAX_CACHED_VALUE_BYTES))
            continue
        value = make(stored.record)
        new.append((stored.url, key, compressor.compress(encoder.encode(value))))
        if len(new) == CACHE_BATCH_SIZE:
            store.save_derived(table, site.id, new)
            new = []
        yield stored, value
    store.save_derived(table, site.id, new)


@cache
def code_digest() -> bytes:
    """Return a digest of the code that derives values: our own files, Python, and the libraries we depend on."""
    digest = hashlib.blake2b(sys.version.encode(), digest_size=32)
    root = Path(__file__).parents[2]
    for package in CODE_PACKAGES:
        for file in sorted((root / package).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.read_bytes())
    digest.update("\n".join(_libraries()).encode())
    return digest.digest()


def _libraries() -> Iterator[str]:
    """Yield name and version of each installed library that the project depends on."""
    try:
        requirements = metadata.requires("regiozoek") or []
    except metadata.PackageNotFoundError:  # run from a source tree
        requirements = []
    for requirement in requirements:
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        with suppress(metadata.PackageNotFoundError):  # an extra
            yield f"{name} {metadata.version(name)}"
