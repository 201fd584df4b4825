"""`sitegen serve`."""

from __future__ import annotations

import errno
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sitegen.cli.again import Builder, load_what_builds
from sitegen.cli.options import Reporter, build_options, site_options, tell, work_options
from sitegen.cli.rebuilds import Teller
from sitegen.errors import SitegenError
from sitegen.report import NOBODY, Audience, BuildOptions, BuildReport
from sitegen.serve.live import Channel
from sitegen.serve.rebuild import Rebuilds
from sitegen.serve.server import Preview, running


@click.command("serve")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True,
    help="The port to listen on; 0 takes a free one.",
)  # fmt: skip
@click.option("--open", "opens", is_flag=True, help="Open the shop in the browser.")
@click.option("--no-watch", "still", is_flag=True, help="Build once; follow no edits and leave the pages as they are.")
@site_options
@work_options
def command(
    site: Path, port: int, form: str, lang: str | None, day: str | None, *,
    opens: bool, still: bool, verbose: bool, **shared: Any,
) -> None:  # fmt: skip
    """Build the shop, show it at a local address and follow every edit, until Ctrl-C.

    Only this machine can see it. Open pages refresh by themselves; problems are shown over them, and the last good
    pages stay until all is mended.
    """
    reporter = Reporter(quiet=form == "json")
    channel = None if still else Channel()
    builder = Builder()

    def asked() -> BuildOptions:
        return build_options(site, day, keep_search=True, **shared)

    def build_once(audience: Audience) -> BuildReport:
        report = builder.build(asked(), reporter, audience)
        reporter.clear()
        return report

    def welcome(server: Preview) -> None:
        click.echo(f"{server.address}/  (Ctrl-C ends it)", err=True)
        if opens:
            webbrowser.open(f"{server.address}/")

    with _listen(port, channel) as server:
        if channel is None:
            report = build_once(NOBODY)
            tell(report, form=form, lang=lang, verbose=verbose, strict=shared["strict"])
            server.show(report.output)
            _wait(server, welcome)
            return
        rebuilds = Rebuilds(build_once, channel, language=lang, strict=shared["strict"])
        teller = Teller(reporter, form=form, verbose=verbose)
        _follow(site.resolve(), server, rebuilds, teller, welcome, lambda: builder.prepare(asked()))


def _wait(server: Preview, welcome: Callable[[Preview], None]) -> None:
    try:
        welcome(server)
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        click.echo("", err=True)


def _follow(
    site: Path,
    server: Preview,
    rebuilds: Rebuilds,
    teller: Teller,
    welcome: Callable[[Preview], None],
    rest: Callable[[], None],
) -> None:
    """Build and follow the edits in this thread, which is the one that Ctrl-C interrupts."""
    from sitegen.serve.watch import Watch, watching

    # Changes count from here on; the threads begin after the first build, which may use copies of this process.
    watch = Watch(site, rebuilds.ask)
    teller.tell(rebuilds.rebuild())
    with watching(watch), running(server):
        try:
            welcome(server)
            load_what_builds()  # so that the first edit need not wait for it
            rebuilds.run(teller.tell, rest=rest)
        except KeyboardInterrupt:
            click.echo("", err=True)


def _listen(port: int, channel: Channel | None) -> Preview:
    try:
        return Preview(port, channel=channel)
    except OSError as failure:
        if failure.errno != errno.EADDRINUSE:
            raise
        other = port + 1 if port < 65535 else 0
        raise SitegenError(f"port {port} is taken", f"choose another, such as --port {other}") from failure
