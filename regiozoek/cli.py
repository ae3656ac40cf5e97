"""The `regiozoek` command.

Exit codes: 0 done, 1 findings over a threshold, 2 wrong use or configuration, 3 a part of the work failed.
"""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from crawler.records.errors import CrawlerError, RenderingError, SitesError
from crawler.records.version import VERSION
from indexer.records.errors import IndexerError
from regiozoek.commands.audit_inputs import Given, files_of
from regiozoek.commands.engine import engine_app
from regiozoek.errors import CommandError, UsageError
from regiozoek.options import Data, Json, Only, OnlySources, Sites
from regiozoek.output import console
from regiozoek.settings import load
from search_api.records.errors import BestBetsError, SearchError
from seo_audit.records.errors import AuditError, InputFileError
from seo_audit.report.formats import ExportFormat

app = typer.Typer(
    help="One search over the web sites of a region, and a report for each webmaster.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(engine_app, name="engine")


def _print_version(requested: bool) -> None:
    if requested:
        console.OUT.print(f"regiozoek {VERSION}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """One search over the websites of a region, and a report for each webmaster."""

USAGE, FAILED, FINDINGS = 2, 3, 1


@app.command()
def demo(
    data: Data = None,
    once: Annotated[bool, typer.Option("--once", help="End after the table.")] = False,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port for search and reports.")] = None,
) -> None:
    """Serve, crawl, index, audit and search a miniature region of twelve sites."""
    from regiozoek.commands.demo import demonstrate

    demonstrate(load(data=data, port=port), once=once)


@app.command()
def crawl(
    data: Data = None,
    sites: Sites = None,
    only: Only = None,
    full: Annotated[bool, typer.Option("--full", help="Ask for unchanged pages in full too.")] = False,
    json: Json = False,
) -> None:
    """Fetch the sites into the page store; a crawl that was cut short goes on."""
    from regiozoek.commands import run as pipeline
    from regiozoek.output import results

    settings = load(data=data, sites=sites)
    summary = pipeline.crawl_step(settings, pipeline.chosen_sites(settings, only or ()), full=full)
    results.show_crawl(summary, json=json)
    _fail_if(any(site.problem for site in summary.sites))


@app.command()
def harvest(
    data: Data = None,
    sites: Sites = None,
    only: OnlySources = None,
    json: Json = False,
) -> None:
    """Ask other systems for events, products and feeds; what a dead one gave before is kept."""
    from regiozoek.commands import run as pipeline
    from regiozoek.output import harvest_results

    settings = load(data=data, sites=sites)
    summary = pipeline.harvest_step(settings, only or ())
    harvest_results.show_harvest(summary, json=json)
    _fail_if(any(source.failed for source in summary.sources))


@app.command()
def index(
    data: Data = None,
    sites: Sites = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build a new index and swap it in.")] = False,
    json: Json = False,
) -> None:
    """Bring the search index in line with the page store."""
    from regiozoek.commands import run as pipeline
    from regiozoek.commands.running_engine import running_engine
    from regiozoek.output import results

    settings = load(data=data, sites=sites)
    registry = pipeline.chosen_sites(settings)
    with running_engine(settings) as engine:
        results.show_index(pipeline.index_step(settings, registry, engine, rebuild=rebuild), json=json)


@app.command()
def audit(
    data: Data = None,
    sites: Sites = None,
    only: Only = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the reports.", file_okay=False)] = None,
    fail_under: Annotated[float | None, typer.Option(min=0, max=100, help="Exit 1 when a score is lower.")] = None,
    fail_on_new: Annotated[
        bool, typer.Option("--fail-on-new", help="Exit 1 when a finding that counts is new or worse.")
    ] = False,
    format_: Annotated[ExportFormat | None, typer.Option("--format", help="Print every finding in this format.")] = None,
    sample: Annotated[int, typer.Option(min=0, help="Look at this many pages of each site in Chromium.")] = 0,
    logs: Annotated[
        list[str] | None, typer.Option(metavar="SITE=FILE", help="Web-server logs, combined format; also access.log*.")
    ] = None,
    googlebot: Annotated[
        list[Path] | None,
        typer.Option(help="Google's published ranges, to verify Googlebot by; else its names.", dir_okay=False),
    ] = None,
    search_console: Annotated[
        list[str] | None, typer.Option(metavar="SITE=FILE", help="Search Console's performance export, zip or CSV.")
    ] = None,
    json: Json = False,
) -> None:
    """Judge how well Google can read the sites, keep the audit, and write the reports."""
    from regiozoek.commands import run as pipeline
    from regiozoek.output import results

    settings = load(data=data, sites=sites)
    chosen = pipeline.chosen_sites(settings, only or ())
    given = Given(
        sample=sample,
        logs=files_of("--logs", logs or (), chosen),
        search_console=files_of("--search-console", search_console or (), chosen),
        ranges=tuple(googlebot or ()),
    )
    audited, past = pipeline.audit_over_time(settings, chosen, out, given)
    if format_ is None:
        results.show_audit(audited, out or settings.reports, json=json, past=past)
    else:
        from seo_audit.report.exports import export_audit

        sys.stdout.write(export_audit(audited, format_, past))
    complaints = results.below(audited, fail_under) if fail_under is not None else []
    complaints += results.fresh(audited, past) if fail_on_new else []
    if complaints:
        console.say("; ".join(complaints) + ".")
        raise typer.Exit(FINDINGS)


@app.command()
def run(data: Data = None, sites: Sites = None, json: Json = False) -> None:
    """Crawl, harvest, index and audit, for a timer."""
    from regiozoek.commands import run as pipeline
    from regiozoek.commands.running_engine import running_engine
    from regiozoek.output import results

    settings = load(data=data, sites=sites)
    registry = pipeline.chosen_sites(settings)
    with running_engine(settings) as engine:
        crawled = pipeline.crawl_step(settings, registry)
        harvested = pipeline.harvest_step(settings)
        indexed = pipeline.index_step(settings, registry, engine)
        audited = pipeline.audit_step(settings, registry)
    results.show_run(crawled, harvested, indexed, audited, settings.reports, json=json)
    _fail_if(any(site.problem for site in crawled.sites) or any(source.failed for source in harvested.sources))


@app.command()
def serve(
    data: Data = None,
    sites: Sites = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
) -> None:
    """Serve search, suggestions and reports until Ctrl-C."""
    from regiozoek.commands import run as pipeline
    from regiozoek.commands import serve as serving
    from regiozoek.commands.running_engine import running_engine

    settings = load(data=data, sites=sites, host=host, port=port)
    registry = pipeline.chosen_sites(settings)
    serving.check_best_bets(settings, registry)
    with serving.listen(settings.host, settings.port) as listener, running_engine(settings) as engine:
        links = serving.addresses(settings, registry, f"http://{settings.host}:{settings.port}")
        for name, link in links.items():
            console.OUT.print(f"{name:<16} {link}", soft_wrap=True)
        serving.serve(settings, registry, engine, listener)


@app.command()
def explain(
    url: Annotated[str, typer.Argument(help="Address of a page.")],
    data: Data = None,
    sites: Sites = None,
    json: Json = False,
) -> None:
    """Say why a page is, or is not, in the index."""
    from regiozoek.commands import run as pipeline
    from regiozoek.commands.explain import explain_url, show

    settings = load(data=data, sites=sites)
    explanation = explain_url(url, settings, pipeline.chosen_sites(settings))
    if json:
        console.print_json(explanation)
    else:
        show(explanation)


@app.command()
def evaluate(
    queries: Annotated[Path, typer.Option(help="Queries: id<TAB>text[<TAB>group].", dir_okay=False)],
    qrels: Annotated[Path, typer.Option(help="TREC judgements: id 0 doc grade.", dir_okay=False)],
    data: Data = None,
    sites: Sites = None,
    base_url: Annotated[str, typer.Option(help="What the judgements' paths are joined to.")] = "",
    home: Annotated[str, typer.Option(help="Site the questions are asked on.")] = "",
    json: Json = False,
) -> None:
    """Measure the search against judged queries: MRR@10, recall@10, nDCG@10."""
    from regiozoek.commands import run as pipeline
    from regiozoek.commands.evaluate import measure
    from regiozoek.commands.running_engine import running_engine
    from regiozoek.output import results

    settings = load(data=data, sites=sites)
    registry = pipeline.chosen_sites(settings, [home] if home else ())
    with running_engine(settings) as engine:
        figures = measure(settings, registry, engine, queries, qrels, base_url=base_url, home=home or None)
    results.show_evaluation(figures, json=json)


@app.command()
def status(data: Data = None, sites: Sites = None, json: Json = False) -> None:
    """Say how each site, each source and the engine stand."""
    from regiozoek.commands import run as pipeline
    from regiozoek.commands import status as standing

    settings = load(data=data, sites=sites)
    region = standing.standing(settings, pipeline.chosen_sites(settings), pipeline.chosen_sources(settings))
    if json:
        console.print_json(region)
    else:
        standing.show(region)


def _fail_if(failed: bool) -> None:
    if failed:
        raise typer.Exit(FAILED)


def main() -> None:
    """Run the command; every error of ours ends as one sentence and its exit code."""
    try:
        app()
    except (SitesError, BestBetsError) as error:
        console.say(str(error))
        sys.exit(USAGE)
    except (UsageError, RenderingError, InputFileError) as error:
        console.complain(error)
        sys.exit(USAGE)
    except ValidationError as error:
        problem = error.errors()[0]
        variable = "REGIOZOEK_" + "_".join(str(part) for part in problem["loc"]).upper()
        console.say(f"{variable} cannot be used: {problem['msg'].lower()}.")
        sys.exit(USAGE)
    except (CrawlerError, IndexerError, SearchError, AuditError, CommandError) as error:
        console.complain(error)
        sys.exit(FAILED)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            console.say("The disk is full; make room and run it again, nothing stored is lost.")
        elif error.errno in {errno.EACCES, errno.EROFS, errno.EPERM} and error.filename:
            reason = str(error.strerror).lower()
            console.say(f"{error.filename} cannot be written ({reason}); choose another folder with --data.")
        else:
            raise
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
