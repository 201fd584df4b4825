"""Building again with no more than there is to do, and importing no more than that needs."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

from sitegen.headstart import head_start
from sitegen.quick import look_at, report_again
from sitegen.report import NOBODY, Audience, BuildOptions, BuildReport, Progress

if TYPE_CHECKING:
    from sitegen.warm import Warm


def build_again(options: BuildOptions, progress: Progress) -> BuildReport:
    """Build: nothing when nothing changed, some pages when that is sure to be enough, or the whole site."""
    return build_warm(options, progress, None)[0]


def build_warm(
    options: BuildOptions, progress: Progress, warm: Warm | None, audience: Audience = NOBODY
) -> tuple[BuildReport, Warm | None]:
    """Build as `build_again` does, with what the last build of this process kept; return also what this one keeps.

    The audience may hear of the pages some time before all is done.
    """
    look = look_at(options)
    report = report_again(options, look) if look and not look.changed else None
    if report is not None:
        return report, warm
    if look and look.changed:
        from sitegen.retouch import retouch_warm

        done = retouch_warm(options, progress, look, warm, audience)
        if done:
            return done.report, done.warm
    with head_start(options) as compiling:
        from sitegen.build import build_whole

        return build_whole(options, progress, compiling), None


class Builder:
    """Builds again and again in one process, and gives each build what the one before has kept."""

    def __init__(self) -> None:
        self._warm: Warm | None = None

    def build(self, options: BuildOptions, progress: Progress, audience: Audience = NOBODY) -> BuildReport:
        """Build as `build_again` does; the audience may hear of the pages some time before all is done."""
        warm, self._warm = self._warm, None  # a build that fails leaves nothing
        report, self._warm = build_warm(options, progress, warm, audience)
        return report

    def prepare(self, options: BuildOptions) -> None:
        """Make what the next build will need, while nobody waits for it, and spare the garbage collector what stays.

        To look through a warm site takes the collector as long as a small build.
        """
        from sitegen.retouch import warm_up

        self._warm = self._warm or warm_up(options)
        gc.collect()
        gc.freeze()


def load_what_builds() -> None:
    """Import all that builds, before it is needed."""
    import sitegen.build  # noqa: F401
