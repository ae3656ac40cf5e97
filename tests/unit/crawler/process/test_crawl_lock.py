"""The lock that lets one crawl at a time work in a data folder."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.process.crawl_lock import crawl_lock
from crawler.records.errors import CrawlRunningError

HOLDER = """
import sys, time
from pathlib import Path
from crawler.process.crawl_lock import crawl_lock
with crawl_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_crawl_is_refused(tmp_path: Path) -> None:
    """The message is one sentence with the folder; another folder is free, and this one is after the first crawl."""
    with crawl_lock(tmp_path / "var"):
        with (
            pytest.raises(CrawlRunningError, match=r"another crawl is using the data folder .*var"),
            crawl_lock(tmp_path / "var"),
        ):
            pass
        with crawl_lock(tmp_path / "other"):
            pass
    with crawl_lock(tmp_path / "var"):
        pass


def test_a_killed_crawl_leaves_no_lock(tmp_path: Path) -> None:
    """The kernel releases the lock of a process that was killed."""
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(CrawlRunningError), crawl_lock(tmp_path):
        pass
    holder.kill()
    holder.wait()
    holder.stdout.close()
    time.sleep(0.1)
    with crawl_lock(tmp_path):
        pass
