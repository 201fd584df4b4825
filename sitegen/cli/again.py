"""Building again with no more than there is to do, and importing no more than that needs."""

from __future__ import annotations

from sitegen.cli.options import Reporter
from sitegen.quick import look_at, report_again
from sitegen.report import BuildOptions, BuildReport


def build_again(options: BuildOptions, reporter: Reporter) -> BuildReport:
    """Build: nothing when nothing changed, some pages when that is sure to be enough, or the whole site."""
    look = look_at(options)
    report = report_again(options, look) if look and not look.changed else None
    if report is None and look and look.changed:
        from sitegen.retouch import retouch

        report = retouch(options, reporter, look)
    if report is None:
        from sitegen.build import build_whole

        report = build_whole(options, reporter)
    return report


def load_what_builds() -> None:
    """Import all that builds, before it is needed."""
    import sitegen.build  # noqa: F401
