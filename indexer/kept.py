"""What was worked out of stored pages, kept beside each of them until something it was made from changes.

From one sync to the next nearly all pages stay as they are. What is kept is found again by a digest of all that it was
made from: the stored record, what the maker names beside it (say, the lines that a site repeats), and the code itself.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
import zstandard

from crawler.sites import Site
from crawler.store import PageStore
from crawler.stored import Beside, StoredRecord

Value = TypeVar("Value")

COMPRESSION_LEVEL = 1
"""zstd: what is kept is read once a sync, and half the time of level 3 is worth more than a tenth of the size."""

AT_ONCE = 500
"""Values kept in one transaction."""

LARGEST = 64 * 1024 * 1024
"""Bytes of one value: no stored text makes a larger one."""

PACKAGES = ("crawler", "indexer")
"""Whose files decide what is made of a page."""


class Kept(Generic[Value]):
    """The values of one site: see `kept`."""

    def __init__(self, store: PageStore, site: Site, beside: Beside, kind: type[Value], inputs: Any) -> None:
        self._store, self._site, self._beside = store, site.id, beside
        salt = code() + msgspec.json.encode(inputs, order="deterministic")
        self._salt = hashlib.blake2b(salt, digest_size=32).digest()
        self._encoder, self._decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(kind)
        self._compressor = zstandard.ZstdCompressor(COMPRESSION_LEVEL)
        self._decompressor = zstandard.ZstdDecompressor()
        self._fresh: list[tuple[str, bytes, bytes]] = []

    def of(self, stored: StoredRecord, make: Callable[[bytes], Value]) -> Value:
        """Return the value of a record that came with what is kept beside it; `make` is given the record if need be.

        Raises:
            StoreError: a new value cannot be kept.
        """
        key = hashlib.blake2b(stored.record, digest_size=16, key=self._salt).digest()
        if stored.beside and stored.beside[0] == key:
            return self._decoder.decode(self._decompressor.decompress(stored.beside[1], LARGEST))
        value = make(stored.record)
        self._fresh.append((stored.url, key, self._compressor.compress(self._encoder.encode(value))))
        if len(self._fresh) == AT_ONCE:
            self.flush()
        return value

    def flush(self) -> None:
        """Keep what was made anew."""
        self._store.keep_beside(self._beside, self._site, self._fresh)
        self._fresh = []


@contextmanager
def kept(store: PageStore, site: Site, beside: Beside, kind: type[Value], inputs: Any) -> Iterator[Kept[Value]]:
    """Yield the values kept beside a site's pages, and keep those that are made anew.

    Args:
        store: holds pages and values.
        site: whose.
        beside: under which name.
        kind: what a value is; msgspec must be able to write and read it.
        inputs: all that values are made from beside the record: what msgspec can write.
    """
    values = Kept(store, site, beside, kind, inputs)
    yield values
    values.flush()


@cache
def code() -> bytes:
    """Return a digest of the code that makes values: our own files, Python, and the libraries we name as ours."""
    found = hashlib.blake2b(sys.version.encode(), digest_size=32)
    here = Path(__file__).parent.parent
    for package in PACKAGES:
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
