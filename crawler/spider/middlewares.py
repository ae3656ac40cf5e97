"""What Scrapy's downloader does not do by itself."""

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
"""Bytes unpacked at a time, so that a gzip bomb costs time here, never memory."""


class QuietLogFormatter(LogFormatter):
    """Spares a line for each answer that the log's level would leave out anyway: the store has them all."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> None:  # type: ignore[override]
        """Say nothing."""


class CompleteBodyMiddleware:
    """Refuses answers whose gzip stream breaks off.

    Scrapy unpacks what it can and goes on, so half a page would be taken for the page; a browser shows an error.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response, or raise `ResponseDataLossError` when its stream has no end."""
        encoding = (response.headers.get("content-encoding") or b"").strip().lower()
        if encoding == b"gzip" and response.body and request.method != "HEAD" and not _is_whole(response.body):
            raise ResponseDataLossError(f"the gzip stream of {response.url} breaks off")
        return response


def _is_whole(data: bytes) -> bool:
    """Tell whether a gzip stream has its end; one that unpacks to more than is read is left to Scrapy to refuse."""
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
