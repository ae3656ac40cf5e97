"""Recognise office documents: by media type, by the extension of the URL, by the first bytes."""

from __future__ import annotations

import io
import zipfile

from crawler.records.url import path_of

_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

OFFICE_TYPE_BY_EXTENSION = {
    ".docx": _OPEN_XML + "wordprocessingml.document",
    ".dotx": _OPEN_XML + "wordprocessingml.template",
    ".docm": "application/vnd.ms-word.document.macroenabled.12",
    ".xlsx": _OPEN_XML + "spreadsheetml.sheet",
    ".xltx": _OPEN_XML + "spreadsheetml.template",
    ".xlsm": "application/vnd.ms-excel.sheet.macroenabled.12",
    ".pptx": _OPEN_XML + "presentationml.presentation",
    ".ppsx": _OPEN_XML + "presentationml.slideshow",
    ".potx": _OPEN_XML + "presentationml.template",
    ".pptm": "application/vnd.ms-powerpoint.presentation.macroenabled.12",
    ".odt": _OPEN_DOCUMENT + "text",
    ".ott": _OPEN_DOCUMENT + "text-template",
    ".ods": _OPEN_DOCUMENT + "spreadsheet",
    ".odp": _OPEN_DOCUMENT + "presentation",
}
"""Extensions with their registered media types (https://www.iana.org/assignments/media-types), in lower case."""

OFFICE_TYPES = frozenset(OFFICE_TYPE_BY_EXTENSION.values())

_UNSPECIFIC_TYPES = frozenset(
    {
        "",
        "application/octet-stream",
        "application/download",
        "application/force-download",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.ms-powerpoint",
        "application/x-download",
        "application/x-zip-compressed",
        "application/zip",
        "binary/octet-stream",
    }
)
"""Media types that servers send for office documents they do not know: then the extension or the bytes decide."""

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of a compound file: the old binary formats, and the container of an encrypted new one."""

ENCRYPTED_STREAM = "EncryptedPackage"
"""The stream in the container of an encrypted document (MS-OFFCRYPTO 2.3.4)."""

BINARY_STREAMS = {"WordDocument": ".doc", "Workbook": ".xls", "Book": ".xls", "PowerPoint Document": ".ppt"}
"""The stream that identifies a compound file, with the extension of such files."""

_OPEN_XML_FOLDERS = ("word/", "xl/", "ppt/")


def is_office(content_type: str, body: bytes, url: str) -> bool:
    """Return whether a response is an office document, readable or not."""
    if content_type in OFFICE_TYPES:
        return True
    if content_type not in _UNSPECIFIC_TYPES:
        return False
    path = path_of(url).partition("?")[0].lower()
    return path.endswith(tuple(OFFICE_TYPE_BY_EXTENSION)) or _looks_like_office(body)


def has_stream(body: bytes, name: str) -> bool:
    """Return whether a compound file has a stream of this name: the directory lists it in UTF-16, ended by a zero."""
    return f"{name}\0".encode("utf-16-le") in body


def _looks_like_office(body: bytes) -> bool:
    if body.startswith(OLE_SIGNATURE):
        return any(has_stream(body, name) for name in (ENCRYPTED_STREAM, *BINARY_STREAMS))
    if not body.startswith(b"PK\3\4"):
        return False
    try:
        names = zipfile.ZipFile(io.BytesIO(body)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    if "[Content_Types].xml" in names:
        return any(name.startswith(_OPEN_XML_FOLDERS) for name in names)
    return "content.xml" in names and "META-INF/manifest.xml" in names
