"""The eight real sites, crawled and indexed: the starting point of the benchmarks of search and indexing."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.real_region import serve_real_region
from crawler.registry.site import Site
from indexer.meilisearch.engine.state import Engine
from regiozoek.commands import run
from regiozoek.commands.running_engine import running_engine
from regiozoek.settings import Settings, load_settings


@dataclass(frozen=True, slots=True)
class IndexedRegion:
    """An indexed region and its running engine; `homes` maps a site id to the URL of its home page."""

    settings: Settings
    sites: Sequence[Site]
    engine: Engine
    homes: dict[str, str]


@contextlib.contextmanager
def crawled_real_region() -> Iterator[tuple[Settings, Sequence[Site], dict[str, str]]]:
    """Serve and crawl the eight real sites; yield the settings, the sites and the URLs of their home pages.

    Raises:
        RegionMissingError: nginx or the corpus is not installed.
    """
    with serve_real_region() as region, tempfile.TemporaryDirectory(prefix="indexed-") as name:
        folder = Path(name)
        settings = load_settings(data=folder / "var", sites=region.write_registry(folder / "sites.toml"))
        sites = run.selected_sites(settings)
        run.crawl_step(settings, sites)
        yield settings, sites, region.homes


@contextlib.contextmanager
def indexed_real_region() -> Iterator[IndexedRegion]:
    """Serve, crawl and index the eight real sites; yield the indexed region."""
    with crawled_real_region() as (settings, sites, homes), running_engine(settings) as engine:
        run.index_step(settings, sites, engine)
        yield IndexedRegion(settings, sites, engine, homes)
