"""Scrapy components that the crawl adds: a check for truncated gzip bodies, and a less verbose log."""

from __future__ import annotations

import zlib

from scrapy import Spider
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import Request, Response
from scrapy.logformatter import LogFormatter

from crawler.spider.crawl_job import MAX_RESPONSE_BYTES

_GZIP_WINDOW = 31
"""zlib's window size for a gzip stream with its header and trailer."""

_CHUNK_SIZE = 256 * 1024
"""Bytes decompressed at a time, so that a gzip bomb takes time here, never memory."""


class QuietLogFormatter(LogFormatter):
    """Logs no line per response: the store has them all."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> None:  # type: ignore[override]
        """Log nothing."""


class CompleteBodyMiddleware:
    """Rejects responses whose gzip stream is truncated.

    Scrapy decompresses what it can and continues, so half a page would be taken for the whole; a browser shows an
    error.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response, or raise `ResponseDataLossError` when its stream has no end."""
        encoding = (response.headers.get("content-encoding") or b"").strip().lower()
        if encoding == b"gzip" and response.body and request.method != "HEAD" and not _is_complete(response.body):
            raise ResponseDataLossError(f"the gzip stream of {response.url} is truncated")
        return response


def _is_complete(data: bytes) -> bool:
    """Return whether a gzip stream has its end; Scrapy itself rejects one that exceeds the size limit."""
    stream = zlib.decompressobj(_GZIP_WINDOW)
    size = 0
    try:
        while data and not stream.eof:
            size += len(stream.decompress(data, _CHUNK_SIZE))
            if size > MAX_RESPONSE_BYTES:
                return True
            data = stream.unconsumed_tail
    except zlib.error:
        return False
    return stream.eof
