"""Rebuilds: one at a time, and what is asked for while one runs is done by one more after it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event

from sitegen.errors import BuildCancelled, SitegenError
from sitegen.problems import LANGUAGES
from sitegen.report import Audience, BuildReport
from sitegen.serve.live import Channel, State
from sitegen.serve.overlay import Notice, notice_of, notice_of_failure

_POLL_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rebuild came to: a report, or what stopped it. `notice` has either in words."""

    notice: Notice
    seconds: float
    report: BuildReport | None = None
    failure: SitegenError | OSError | None = None


class Rebuilds:
    """Runs `build` when it was asked for, in the thread that calls, and publishes what came of it in a channel.

    The build is given this object as its audience, to show what it has before it is done. `language` is that of
    messages; None takes the site's editorial language.
    """

    def __init__(
        self,
        build: Callable[[Audience], BuildReport],
        channel: Channel,
        *,
        language: str | None = None,
        strict: bool = False,
    ) -> None:
        self._build = build
        self._channel = channel
        self._language, self._fixed_language = language or LANGUAGES[0], language
        self._strict = strict
        self._asked = Event()
        self._token = secrets.token_hex(4)
        self._begun = 0.0
        self._shown: Outcome | None = None

    def ask(self) -> None:
        """Ask for a rebuild; what is asked for several times before it begins is done once."""
        self._asked.set()

    def run(
        self, told: Callable[[Outcome], None], stop: Event | None = None, rest: Callable[[], None] | None = None
    ) -> None:
        """Rebuild whenever asked, until an exception such as KeyboardInterrupt, or `stop`.

        `rest` is called when nothing was asked for in a while: at the beginning, and after rebuilds.
        """
        has_rested = rest is None
        while not (stop and stop.is_set()):
            # A wait without an end cannot be interrupted on every system.
            if self._asked.wait(_POLL_SECONDS):
                told(self.rebuild())
                has_rested = rest is None
            elif rest and not has_rested:
                rest()
                has_rested = True

    def rebuild(self) -> Outcome:
        """Build now, publish what came of it, and return it. What is asked for from here on is another rebuild."""
        self._asked.clear()
        self._begun, self._shown = time.perf_counter(), None
        try:
            report = self._build(self)
        except BuildCancelled:
            raise
        except (SitegenError, OSError) as failure:
            notice = notice_of_failure(failure, self._language)
            return self._publish(Outcome(notice, time.perf_counter() - self._begun, failure=failure))
        return self._shown or self.show(report)

    def open_pages(self) -> frozenset[str]:
        """Return the paths of the pages that somebody looks at."""
        return self._channel.open_pages

    def show_ahead(self, pages: Mapping[str, bytes]) -> None:
        """Show open pages as the build that runs is going to leave them."""
        state = self._channel.state
        if state.folder is not None:
            self._channel.publish_ahead(self._next_name(state), pages)

    def show(self, report: BuildReport) -> Outcome:
        """Publish what came of the build that runs; it may say so itself, when all but its own notes are made."""
        self._shown = self._publish(Outcome(self._notice(report), time.perf_counter() - self._begun, report=report))
        return self._shown

    def _notice(self, report: BuildReport) -> Notice:
        # A broken sitegen.toml does not tell its language: the last one that is known stays.
        if not self._fixed_language and (report.output or not self._channel.state.folder):
            self._language = report.language
        return notice_of(report.problems, self._language, strict=self._strict)

    def _publish(self, outcome: Outcome) -> Outcome:
        state = self._channel.state
        report = outcome.report
        folder = (report.output if report else None) or state.folder
        self._channel.publish(self._name(outcome, state), folder, outcome.notice)
        return outcome

    def _name(self, outcome: Outcome, state: State) -> str:
        """Return the name of the pages that are served now: a new one when a file of theirs changed."""
        report = outcome.report
        if state.ahead:  # a page that was opened meanwhile may be the one of before
            return self._next_name(state)
        if report is None or report.output is None:
            return state.build if state.folder else f"{self._token}-{outcome.notice.digest}"
        written = report.written
        if state.folder == report.output and written and not (written.written or written.removed):
            return state.build
        return self._next_name(state)

    def _next_name(self, state: State) -> str:
        return f"{self._token}-{state.revision + 1}"
