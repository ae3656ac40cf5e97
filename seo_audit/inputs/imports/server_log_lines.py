"""Parser for lines of web-server logs: the combined format of Apache and nginx, with or without a host, also gzipped.

    192.0.2.1 - - [20/Nov/2026:13:55:36 +0100] "GET /afval HTTP/1.1" 200 2326 "https://www.google.be/" "Mozilla/5.0 …"

https://httpd.apache.org/docs/2.4/logs.html#combined. The tests compare the parser with advertools, which reads the same
lines. advertools is not used here: it reads no gzipped files, stops at the first byte that is not UTF-8, writes a table
of everyone's IP addresses to disk, and needs 300 MB of packages to count what fits in a few dictionaries.
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
"""Maximum length of a line. Apache and nginx accept requests of 8 KB, so a longer line is not a log line."""

_GZIP_MAGIC = b"\x1f\x8b"

_MONTHS = {
    name: number
    for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)  # noqa: SIM905 -- as in the logs
}
"""English month names of the log format. It is fixed, so it does not come from Babel's locale data."""

_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_LINE = re.compile(
    r"(?:(\S+) )?(\S+) \S+ \S+ \[([^\]]+)\] " + _QUOTED + r" (\d{3}) (?:\d+|-)(?: " + _QUOTED + " " + _QUOTED + ")?"
)
_TIME = re.compile(r"(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)")
_REQUEST = re.compile(r"([A-Z]+) (\S+)(?: HTTP/[\d.]+)?")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One request in a log.

    Attributes:
        host: the virtual host, "" when the log does not contain it.
        client: the IP address of the client.
        moment: time of the request (UTC).
        method, target: as in the request line.
        status: HTTP status of the response.
        referrer, agent: the Referer and User-Agent headers, "" without one.
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
    """Yield the lines of a log; None for a line that is not in the combined format. Empty lines are skipped.

    Raises:
        InputFileError: the file cannot be read or decompressed.
    """
    try:
        with path.open("rb") as raw, gzip.open(raw) if raw.peek(2)[:2] == _GZIP_MAGIC else raw as file:
            while data := file.readline(MAX_LINE_BYTES):
                if data.strip():
                    yield parse_log_line(data.decode("utf-8", "replace"))
    except OSError as error:  # gzip.BadGzipFile is one
        raise InputFileError(
            f"cannot read the log {path} ({error.strerror or error}): check the path and its permissions"
        ) from error
    except (EOFError, zlib.error) as error:
        raise InputFileError(f"the gzipped log {path} is incomplete: copy it from the server again") from error


def parse_log_line(text: str) -> LogLine | None:
    """Parse a line of the combined format; None for any other line."""
    match = _LINE.match(text)
    if match is None or match[7] is None:
        return None
    request, moment = _REQUEST.fullmatch(match[4]), _parse_time(match[3])
    if request is None or moment is None:
        return None
    headers = ["" if part == "-" else part for part in (match[6], match[7])]
    return LogLine(match[1] or "", match[2], moment, request[1], request[2], int(match[5]), *headers)


def is_common_format(text: str) -> bool:
    """Return whether a line is in the common format, which lacks the user agent."""
    match = _LINE.match(text)
    return match is not None and match[7] is None


@functools.lru_cache(maxsize=1024)
def _parse_time(text: str) -> datetime | None:
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
