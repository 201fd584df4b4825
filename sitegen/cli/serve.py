"""`sitegen serve`."""

from __future__ import annotations

import errno
from http.server import ThreadingHTTPServer
from pathlib import Path

import click

from sitegen.build import build
from sitegen.cli.options import Reporter, build_options, site_options, tell
from sitegen.errors import SitegenError
from sitegen.serve import make_server


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen on.")
@site_options
def command(
    site: Path, port: int, form: str, lang: str | None, day: str | None, *,
    drafts: bool, strict: bool, jobs: int | None, verbose: bool,
) -> None:  # fmt: skip
    """Build the shop and show it at a local address, until Ctrl-C.

    Only this machine can see it.
    """
    reporter = Reporter(quiet=form == "json")
    report = build(build_options(site, day, drafts=drafts, strict=strict, jobs=jobs), reporter)
    reporter.clear()
    tell(report, form=form, lang=lang, verbose=verbose, strict=strict)
    if report.output is None:
        return
    server = _listen(report.output, port)
    click.echo(f"http://127.0.0.1:{port}/  (Ctrl-C ends it)", err=True)
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        click.echo("", err=True)
    finally:
        server.server_close()


def _listen(folder: Path, port: int) -> ThreadingHTTPServer:
    try:
        return make_server(folder, port)
    except OSError as failure:
        if failure.errno != errno.EADDRINUSE:
            raise
        raise SitegenError(f"port {port} is taken", f"choose another, such as --port {port + 1}") from failure
