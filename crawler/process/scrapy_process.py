"""Work with Scrapy, in a process of its own.

Twisted's reactor can be started once in a process and a command may crawl twice; its memory is returned; and whatever
happens in it reaches the caller as one sentence.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from crawler.process.parent_watch import exit_with_parent
from crawler.records.errors import CrawlerError

ChildTask = Callable[[Any, Connection], None]
"""What a child does: called with its plan, it sends messages, a string for the failure that ended it, and closes."""


def run_child(work: ChildTask, plan: object, *, name: str, heard: Callable[[Any], None]) -> tuple[str | None, int]:
    """Run `work` in a child process to its end, and pass its messages on.

    Returns the failure that the child told of (None without) and its exit code.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=work, args=(plan, sender), name=name)
    child.start()
    sender.close()
    try:
        failure = _listen(receiver, heard)
        child.join()
    except KeyboardInterrupt:
        child.join(30)
        raise
    finally:
        if child.is_alive():
            child.terminate()
            child.join()
    return failure, child.exitcode or 0


def _listen(receiver: Connection, heard: Callable[[Any], None]) -> str | None:
    """Pass messages on until the child closes its end; return the failure it reported, if any."""
    while True:
        try:
            message = receiver.recv()
        except EOFError:
            return None
        if isinstance(message, str):
            return message
        heard(message)


def run_spider(prepare: Callable[[], tuple[Any, type, dict[str, Any]]], sender: Connection) -> None:
    """Run Scrapy in this (child) process to its end, and send what ended it before its time as a string.

    `prepare` imports Scrapy and returns its process, the spider and its options; to these `on_failure` is added.
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
    except Exception as error:  # noqa: BLE001 -- the parent turns it into its one sentence
        sender.send(f"{type(error).__name__}: {error}")
    finally:
        sender.close()
