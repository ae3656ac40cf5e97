"""Run Scrapy in a child process.

Twisted's reactor can only be started once per process, and a command may crawl twice. The child's memory is returned
when it ends, and any failure in it reaches the caller as one sentence.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from crawler.process.parent_watch import exit_with_parent
from crawler.records.errors import CrawlerError

ChildTask = Callable[[Any, Connection], None]
"""What a child does: it gets its job, sends messages (a string is the failure that ended it), and closes the pipe."""


def run_child(work: ChildTask, job: object, *, name: str, on_message: Callable[[Any], None]) -> tuple[str | None, int]:
    """Run `work` in a child process until it ends, and pass its messages to `on_message`.

    Returns the failure that the child reported (None without) and its exit code.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=work, args=(job, sender), name=name)
    child.start()
    sender.close()
    try:
        failure = _listen(receiver, on_message)
        child.join()
    except KeyboardInterrupt:
        child.join(30)
        raise
    finally:
        if child.is_alive():
            child.terminate()
            child.join()
    return failure, child.exitcode or 0


def _listen(receiver: Connection, on_message: Callable[[Any], None]) -> str | None:
    """Pass messages on until the child closes its end. Return the failure it reported, if any."""
    while True:
        try:
            message = receiver.recv()
        except EOFError:
            return None
        if isinstance(message, str):
            return message
        on_message(message)


def run_spider(prepare: Callable[[], tuple[Any, type, dict[str, Any]]], sender: Connection) -> None:
    """Run Scrapy in this (child) process until it ends, and send what ended it prematurely as a string.

    `prepare` imports Scrapy and returns its process, the spider and its options; `on_failure` is added to the options.
    """
    exit_with_parent()
    try:
        process, spider, options = prepare()
        problems: list[BaseException] = []
        task: Any = process.crawl(spider, **options, on_failure=problems.append)
        task.add_done_callback(lambda done: problems.extend([done.exception()] if done.exception() else []))
        process.start()
        if problems:
            problem = problems[0]
            sender.send(str(problem) if isinstance(problem, CrawlerError) else f"{type(problem).__name__}: {problem}")
    except Exception as error:  # noqa: BLE001 -- the parent reports it in one sentence
        sender.send(f"{type(error).__name__}: {error}")
    finally:
        sender.close()
