"""Lines of web-server logs: the combined format of Apache and nginx, also with the host before it, also packed.

    192.0.2.1 - - [20/Nov/2026:13:55:36 +0100] "GET /afval HTTP/1.1" 200 2326 "https://www.google.be/" "Mozilla/5.0 …"

https://httpd.apache.org/docs/2.4/logs.html#combined. advertools reads the same lines and is the tests' oracle; here it
would not do: it reads no packed files, ends at the first byte that is no UTF-8, keeps a table of everyone's IP
addresses on disk, and takes 300 MB of packages to count what fits in a few dictionaries.
"""

from __future__ import annotations

import functools
import gzip
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from seo_audit.records.errors import InputFileError

MAX_LINE_BYTES = 64 * 1024
"""Bytes of one line that are read: Apache and nginx take requests of 8 KB; what is longer is no line of a log."""

_GZIP_MAGIC = b"\x1f\x8b"

_MONTHS = {
    name: number
    for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)  # noqa: SIM905 -- as they stand in logs
}

_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_LINE = re.compile(
    r"(?:(\S+) )?(\S+) \S+ \S+ \[([^\]]+)\] " + _QUOTED + r" (\d{3}) (?:\d+|-)(?: " + _QUOTED + " " + _QUOTED + ")?"
)
_TIME = re.compile(r"(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")
_REQUEST = re.compile(r"([A-Z]+) (\S+)(?: HTTP/[\d.]+)?")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One request.

    Attributes:
        host: the virtual host, "" when the log does not say it.
        client: the IP address that asked.
        moment: when (UTC).
        method, target: what, as in the request.
        status: the answer.
        referrer, agent: what the client said of where it came from and what it is; "" for nothing.
    """

    host: str
    client: str
    moment: datetime
    method: str
    target: str
    status: int
    referrer: str
    agent: str


def read_log_lines(path: Path) -> Iterator[LogLine | None]:
    """Yield the lines of a log, None for each that is none of the combined format; empty ones are passed over.

    Raises:
        GivenFileError: the file cannot be read or unpacked.
    """
    try:
        with path.open("rb") as raw, gzip.open(raw) if raw.peek(2)[:2] == _GZIP_MAGIC else raw as file:
            while data := file.readline(MAX_LINE_BYTES):
                if data.strip():
                    yield parse_log_line(data.decode("utf-8", "replace"))
    except OSError as error:  # gzip.BadGzipFile is one
        raise InputFileError(f"the log {path} cannot be read: {error.strerror or error}") from error
    except (EOFError, zlib.error) as error:
        raise InputFileError(f"the log {path} is packed and breaks off: fetch it again") from error


def parse_log_line(text: str) -> LogLine | None:
    """Return a line as a record, None when it is none of the combined format."""
    found = _LINE.match(text)
    if found is None or found[7] is None:
        return None
    request, moment = _REQUEST.fullmatch(found[4]), _moment(found[3])
    if request is None or moment is None:
        return None
    said = ["" if part == "-" else part for part in (found[6], found[7])]
    return LogLine(found[1] or "", found[2], moment, request[1], request[2], int(found[5]), *said)


def is_common_format(text: str) -> bool:
    """Tell whether a line is of the common format: like the combined one, but without who asked."""
    found = _LINE.match(text)
    return found is not None and found[7] is None


@functools.lru_cache(maxsize=1024)
def _moment(text: str) -> datetime | None:
    found = _TIME.fullmatch(text)
    if found is None or found[2] not in _MONTHS:
        return None
    try:
        day, hour, minute, second = (int(found[part]) for part in (1, 4, 5, 6))
        local = datetime(int(found[3]), _MONTHS[found[2]], day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    offset = timedelta(hours=int(found[8]), minutes=int(found[9]))
    return local - offset if found[7] == "+" else local + offset
