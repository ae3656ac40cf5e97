"""The `regiozoek` command-line interface (Typer).

Exit codes: 0 done, 1 findings above a threshold, 2 wrong use or configuration, 3 a part of the work failed.
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
from regiozoek.commands.audit_inputs import AuditInputs, files_by_site
from regiozoek.commands.engine import engine_app
from regiozoek.errors import CommandError, UsageError
from regiozoek.options import DataOption, JsonOption, OnlySitesOption, OnlySourcesOption, SitesOption
from regiozoek.output import console
from regiozoek.settings import load_settings
from search_api.records.errors import BestBetsError, SearchError
from seo_audit.records.errors import AuditError, InputFileError
from seo_audit.report.formats import ExportFormat

app = typer.Typer(
    help="One search over the websites of a region, and a report for each webmaster.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(engine_app, name="engine")


def _print_version(requested: bool) -> None:
    if requested:
        console.STDOUT.print(f"regiozoek {VERSION}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """One search over the websites of a region, and a report for each webmaster."""


EXIT_USAGE, EXIT_FAILED, EXIT_FINDINGS = 2, 3, 1


@app.command()
def demo(
    data: DataOption = None,
    once: Annotated[bool, typer.Option("--once", help="Exit after the summary.")] = False,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port for search and reports.")] = None,
) -> None:
    """Serve, crawl, index, audit and search a miniature region of twelve sites."""
    from regiozoek.commands.demo import run_demo

    run_demo(load_settings(data=data, port=port), once=once)


@app.command()
def crawl(
    data: DataOption = None,
    sites: SitesOption = None,
    only: OnlySitesOption = None,
    full: Annotated[bool, typer.Option("--full", help="Fetch all pages in full, also unchanged ones.")] = False,
    json: JsonOption = False,
) -> None:
    """Fetch the sites into the page store. An interrupted crawl resumes."""
    from regiozoek.commands import run as steps
    from regiozoek.output import step_results

    settings = load_settings(data=data, sites=sites)
    summary = steps.crawl_step(settings, steps.selected_sites(settings, only or ()), full=full)
    step_results.show_crawl(summary, json=json)
    _fail_if(any(site.problem for site in summary.sites))


@app.command()
def harvest(
    data: DataOption = None,
    sites: SitesOption = None,
    only: OnlySourcesOption = None,
    json: JsonOption = False,
) -> None:
    """Fetch events, products, decisions and feeds from external sources."""
    from regiozoek.commands import run as steps
    from regiozoek.output import harvest_results

    settings = load_settings(data=data, sites=sites)
    summary = steps.harvest_step(settings, only or ())
    harvest_results.show_harvest(summary, json=json)
    _fail_if(any(source.failed for source in summary.sources))


@app.command()
def index(
    data: DataOption = None,
    sites: SitesOption = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build a new index and swap it in.")] = False,
    json: JsonOption = False,
) -> None:
    """Update the search index from the page store."""
    from regiozoek.commands import run as steps
    from regiozoek.commands.running_engine import running_engine
    from regiozoek.output import step_results

    settings = load_settings(data=data, sites=sites)
    registry = steps.selected_sites(settings)
    with running_engine(settings) as engine:
        summary = steps.index_step(settings, registry, engine, rebuild=rebuild)
    step_results.show_index(summary, json=json)
    _fail_if(any(site.problem for site in summary.sites))


@app.command()
def audit(
    data: DataOption = None,
    sites: SitesOption = None,
    only: OnlySitesOption = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the reports.", file_okay=False)] = None,
    fail_under: Annotated[float | None, typer.Option(min=0, max=100, help="Exit with 1 if a score is lower.")] = None,
    fail_on_new: Annotated[
        bool, typer.Option("--fail-on-new", help="Exit with 1 if a finding of a scored rule is new or worse.")
    ] = False,
    format_: Annotated[ExportFormat | None, typer.Option("--format", help="Print all findings in this format.")] = None,
    sample: Annotated[int, typer.Option(min=0, help="Render this many pages of each site in Chromium.")] = 0,
    logs: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SITE=FILE", help="Web-server logs in the combined format; wildcards such as access.log* work."
        ),
    ] = None,
    googlebot: Annotated[
        list[Path] | None,
        typer.Option(help="Google's published IP ranges to verify Googlebot; default: reverse DNS.", dir_okay=False),
    ] = None,
    search_console: Annotated[
        list[str] | None, typer.Option(metavar="SITE=FILE", help="Performance export of Search Console, zip or CSV.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Audit how well Google can read the sites, store the audit, and write the reports."""
    from regiozoek.commands import run as steps
    from regiozoek.output import step_results

    settings = load_settings(data=data, sites=sites)
    chosen = steps.selected_sites(settings, only or ())
    given = AuditInputs(
        sample=sample,
        logs=files_by_site("--logs", logs or (), chosen),
        search_console=files_by_site("--search-console", search_console or (), chosen),
        ranges=tuple(googlebot or ()),
    )
    audited, past = steps.audit_with_history(settings, chosen, out, given)
    if format_ is None:
        step_results.show_audit(audited, out or settings.reports, json=json, past=past)
    else:
        from seo_audit.report.exports import export_audit

        sys.stdout.write(export_audit(audited, format_, past))
    complaints = step_results.sites_below(audited, fail_under) if fail_under is not None else []
    complaints += step_results.sites_with_new_findings(audited, past) if fail_on_new else []
    if complaints:
        console.print_message("; ".join(complaints) + ".")
        raise typer.Exit(EXIT_FINDINGS)


@app.command()
def run(data: DataOption = None, sites: SitesOption = None, json: JsonOption = False) -> None:
    """Run crawl, harvest, index and audit, for a timer."""
    from regiozoek.commands import run as steps
    from regiozoek.commands.running_engine import running_engine
    from regiozoek.output import step_results

    settings = load_settings(data=data, sites=sites)
    registry = steps.selected_sites(settings)
    with running_engine(settings) as engine:
        crawled = steps.crawl_step(settings, registry)
        harvested = steps.harvest_step(settings)
        indexed = steps.index_step(settings, registry, engine)
        audited = steps.audit_step(settings, registry)
    step_results.show_run(crawled, harvested, indexed, audited, settings.reports, json=json)
    problems = [site.problem for step in (crawled, indexed) for site in step.sites if site.problem]
    _fail_if(bool(problems) or any(source.failed for source in harvested.sources))


@app.command()
def serve(
    data: DataOption = None,
    sites: SitesOption = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port to listen on.")] = None,
) -> None:
    """Serve search page, API and reports until Ctrl-C."""
    from regiozoek.commands import run as steps
    from regiozoek.commands import serve as server
    from regiozoek.commands.running_engine import running_engine

    settings = load_settings(data=data, sites=sites, host=host, port=port)
    registry = steps.selected_sites(settings)
    server.check_best_bets(settings, registry)
    with server.bind_listener(settings.host, settings.port) as listener, running_engine(settings) as engine:
        links = server.service_urls(settings, registry, f"http://{settings.host}:{settings.port}")
        for name, link in links.items():
            console.STDOUT.print(f"{name:<16} {link}", soft_wrap=True)
        server.serve_until_interrupted(settings, registry, engine, listener)


@app.command()
def explain(
    url: Annotated[str, typer.Argument(help="URL of a page.")],
    data: DataOption = None,
    sites: SitesOption = None,
    json: JsonOption = False,
) -> None:
    """Show why a page is, or is not, in the index."""
    from regiozoek.commands import run as steps
    from regiozoek.commands.explain import explain_url, print_explanation

    settings = load_settings(data=data, sites=sites)
    explanation = explain_url(url, settings, steps.selected_sites(settings))
    if json:
        console.print_json(explanation)
    else:
        print_explanation(explanation)


@app.command()
def evaluate(
    queries: Annotated[Path, typer.Option(help="Queries: id<TAB>text[<TAB>group].", dir_okay=False)],
    qrels: Annotated[Path, typer.Option(help="TREC judgements: id 0 doc grade.", dir_okay=False)],
    data: DataOption = None,
    sites: SitesOption = None,
    base_url: Annotated[str, typer.Option(help="Base URL of relative paths in the judgements.")] = "",
    home: Annotated[str, typer.Option(help="Site that the queries are made from.")] = "",
    json: JsonOption = False,
) -> None:
    """Measure the search on judged queries: MRR@10, recall@10, nDCG@10."""
    from regiozoek.commands import run as steps
    from regiozoek.commands.evaluate import run_evaluation
    from regiozoek.commands.running_engine import running_engine
    from regiozoek.output import step_results

    settings = load_settings(data=data, sites=sites)
    registry = steps.selected_sites(settings, [home] if home else ())
    with running_engine(settings) as engine:
        figures = run_evaluation(settings, registry, engine, queries, qrels, base_url=base_url, home=home or None)
    step_results.show_evaluation(figures, json=json)


@app.command()
def status(data: DataOption = None, sites: SitesOption = None, json: JsonOption = False) -> None:
    """Show the status of each site, each external source and the engine."""
    from regiozoek.commands import run as steps
    from regiozoek.commands.status import print_status, region_status

    settings = load_settings(data=data, sites=sites)
    region = region_status(settings, steps.selected_sites(settings), steps.selected_sources(settings))
    if json:
        console.print_json(region)
    else:
        print_status(region)


def _fail_if(failed: bool) -> None:
    if failed:
        raise typer.Exit(EXIT_FAILED)


def run_cli() -> None:
    """Run the command; print each known error as one sentence and exit with its code."""
    try:
        app()
    except (SitesError, BestBetsError) as error:
        console.print_message(str(error))
        sys.exit(EXIT_USAGE)
    except (UsageError, RenderingError, InputFileError) as error:
        console.print_error(error)
        sys.exit(EXIT_USAGE)
    except ValidationError as error:
        problem = error.errors()[0]
        variable = "REGIOZOEK_" + "_".join(str(part) for part in problem["loc"]).upper()
        console.print_message(f"{variable} is invalid: {problem['msg'].lower()}.")
        sys.exit(EXIT_USAGE)
    except (CrawlerError, IndexerError, SearchError, AuditError, CommandError) as error:
        console.print_error(error)
        sys.exit(EXIT_FAILED)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            console.print_message(
                "The disk is full. Nothing stored is lost; free some space and run the command again."
            )
        elif error.errno in {errno.EACCES, errno.EROFS, errno.EPERM} and error.filename:
            reason = str(error.strerror).lower()
            console.print_message(f"Cannot write {error.filename} ({reason}); choose another folder with --data.")
        else:
            raise
        sys.exit(EXIT_FAILED)


if __name__ == "__main__":
    run_cli()
