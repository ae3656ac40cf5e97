"""Scrapy components that the crawl adds: decoding of compressed bodies, and a less verbose log."""

from __future__ import annotations

from scrapy import Spider
from scrapy.exceptions import IgnoreRequest, ResponseDataLossError
from scrapy.http import Request, Response
from scrapy.logformatter import LogFormatter

from crawler.fetch.content_encoding import (
    ACCEPTED_ENCODINGS,
    BrokenStreamError,
    OversizedStreamError,
    decode_content,
)
from crawler.records.http_status import is_redirect
from crawler.spider.crawl_job import MAX_RESPONSE_BYTES


class QuietLogFormatter(LogFormatter):
    """Logs no line per response: the store has them all."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> None:  # type: ignore[override]
        """Log nothing."""


class ContentEncodingMiddleware:
    """Decodes compressed bodies, and rejects those that broke off.

    In place of Scrapy's HttpCompressionMiddleware, which returns half a page as if it were the whole.
    """

    def process_request(self, request: Request) -> None:
        """Ask for a compressed body."""
        request.headers.setdefault("Accept-Encoding", ", ".join(ACCEPTED_ENCODINGS))

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response with its body decoded.

        Raises:
            ResponseDataLossError: the compressed stream has no end.
            IgnoreRequest: the decoded body would be too large.
        """
        header = b", ".join(response.headers.getlist("content-encoding")).decode("latin-1")
        if not header or request.method == "HEAD":
            return response
        limit = request.meta.get("download_maxsize", MAX_RESPONSE_BYTES)
        try:
            body, kept = decode_content(response.body, header, limit) if response.body else (b"", "")
        except BrokenStreamError as error:
            if not is_redirect(response.status):
                raise ResponseDataLossError(f"the compressed stream of {response.url} is broken: {error}") from error
            body, kept = b"", ""  # a browser does not read the body of a redirect
        except OversizedStreamError as error:
            raise IgnoreRequest(f"the body of {response.url} exceeds {limit} bytes") from error
        response.headers["Content-Encoding"] = kept
        if not kept:
            del response.headers["Content-Encoding"]
        return response.replace(body=body)
