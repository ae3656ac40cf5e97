"""ZipPackage: the ZIP of XML parts that every office document is, opened without trusting it.

Sizes are checked as declared and again during decompression. Only stored and deflated members are decompressed
(Python's bzip2 and LZMA readers have no limit). A part with a DTD is rejected before any parser sees it: the formats
forbid it (ECMA-376-2 §8.1.4), and without a DTD there are no entities to expand or to fetch.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import NamedTuple

from lxml import etree

MAX_UNPACKED_BYTES = 64 * 1024 * 1024
"""Bytes of XML read of one document: its tree takes some 10 times as much, of the 2 GiB that a reader may use."""

_CHUNK_SIZE = 64 * 1024
"""Bytes decompressed at a time."""

DOCUMENT_LOCKED = "the document is protected by a password"
DOCUMENT_DAMAGED = "the document is damaged"
DOCUMENT_TOO_LARGE = f"the document contains more than {MAX_UNPACKED_BYTES // 1024**2} MiB of text and tables"
DOCUMENT_HAS_DTD = "the document declares XML entities, which office programs never do"

_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


class UnreadableDocumentError(Exception):
    """Why a document is not read, or only in part, one phrase: `read_office` makes it the `error` of the Page."""


class PartRelation(NamedTuple):
    """A relation of one part to another: the last word of its type, and the other's name in the package."""

    type: str
    part: str


class ZipPackage:
    """The parts of one document. Every method raises UnreadableDocumentError for what cannot be read safely.

    A part is decompressed and parsed once, however often it is used.
    """

    def __init__(self, body: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(body))
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise UnreadableDocumentError(DOCUMENT_DAMAGED) from error
        self._left = MAX_UNPACKED_BYTES
        self._trees: dict[str, etree._Element] = {}
        self._names = frozenset(self._zip.namelist())

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str) -> bytes:
        """Return the bytes of a part; the size limit applies to all parts together."""
        if name not in self._names:
            raise UnreadableDocumentError(DOCUMENT_DAMAGED)
        info = self._zip.getinfo(name)
        if info.flag_bits & 1:
            raise UnreadableDocumentError(DOCUMENT_LOCKED)
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise UnreadableDocumentError(DOCUMENT_DAMAGED)
        if info.file_size > self._left:
            raise UnreadableDocumentError(DOCUMENT_TOO_LARGE)
        data = bytearray()
        try:
            with self._zip.open(info) as member:
                while chunk := member.read(_CHUNK_SIZE):
                    data += chunk
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise UnreadableDocumentError(DOCUMENT_TOO_LARGE)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
            raise UnreadableDocumentError(DOCUMENT_DAMAGED) from error
        if any(doctype in data for doctype in _DOCTYPES):
            raise UnreadableDocumentError(DOCUMENT_HAS_DTD)
        return bytes(data)

    def tree(self, name: str) -> etree._Element:
        """Return the root element of a part, without comments and processing instructions."""
        if name not in self._trees:
            self._trees[name] = self._parse(name)
        return self._trees[name]

    def relations(self, part: str = "") -> dict[str, PartRelation]:
        """Return the relations of a part, of the whole package for "", by their id, without external ones."""
        folder, name = posixpath.split(part)
        source = posixpath.join(folder, "_rels", f"{name}.rels")
        if source not in self:
            return {}
        return {
            node.get("Id", ""): PartRelation(
                node.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, node.get("Target", ""))).lstrip("/"),
            )
            for node in self.tree(source)
            if node.get("TargetMode") != "External"
        }

    def related(self, part: str, kind: str) -> str | None:
        """Return the first existing part to which `part` has this kind of relation, else None."""
        return next((to.part for to in self.relations(part).values() if to.type == kind and to.part in self), None)

    def _parse(self, name: str) -> etree._Element:
        parser = etree.XMLParser(
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(self.read(name), parser)
        except etree.XMLSyntaxError as error:
            if error.code == etree.ErrorTypes.ERR_NO_MEMORY:
                raise MemoryError from error
            raise UnreadableDocumentError(DOCUMENT_DAMAGED) from error
        if root.getroottree().docinfo.internalDTD is not None:  # in an encoding that the search above does not cover
            raise UnreadableDocumentError(DOCUMENT_HAS_DTD)
        return root
