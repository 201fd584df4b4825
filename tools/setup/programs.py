"""The programs beside Python that the tests drive: looked for, installed where apt can, else named.

Run as `python -m tools.setup.programs`: silent when all is there, exit code 1 when something needed is missing.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tools.setup.chromium import HOW_TO_GET_IT, find_chromium

APT = Path(__file__).with_name("apt.sh")
OLDEST_JAVA = 17
OLDEST_NODE = 18
TIFINAGH_YA = "2d30"
"""Code point of the letter ⴰ: a font that has it was installed on purpose, and brings Arabic along."""


@dataclass(frozen=True, slots=True)
class Program:
    """One thing that the tests use."""

    name: str
    is_there: Callable[[], bool]
    packages: tuple[str, ...]
    """Debian packages that bring it."""
    by_hand: str
    """What to do where apt cannot."""
    needed: bool = True


def first_number(command: tuple[str, ...]) -> int:
    """Return the first number that `command` prints on either stream, such as a major version; 0 if it cannot run."""
    if shutil.which(command[0]) is None:
        return 0
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    number = re.search(r"\d+", answer.stdout + answer.stderr)
    return int(number.group()) if number and answer.returncode == 0 else 0


def has_java() -> bool:
    """Tell whether `java` is new enough for the Nu HTML checker."""
    return first_number(("java", "-version")) >= OLDEST_JAVA


def has_node() -> bool:
    """Tell whether `node` is new enough and `npm` is there with it."""
    return shutil.which("npm") is not None and first_number(("node", "--version")) >= OLDEST_NODE


def has_driver() -> bool:
    """Tell whether Playwright's own program runs: it comes with the package, and needs a library of the system."""
    package = find_spec("playwright")
    if package is None or package.origin is None:
        return False
    return first_number((str(Path(package.origin).with_name("driver") / "node"), "--version")) > 0


def has_fonts() -> bool:
    """Tell whether a font with Tifinagh letters is installed."""
    if shutil.which("fc-list") is None:
        return False
    answer = subprocess.run(("fc-list", f":charset={TIFINAGH_YA}"), capture_output=True, check=False)
    return bool(answer.stdout.strip())


PROGRAMS = (
    Program("Chromium", lambda: find_chromium() is not None, ("chromium",), HOW_TO_GET_IT),
    Program(
        "Playwright's driver",
        has_driver,
        ("libatomic1",),
        "install libatomic (Debian: apt install libatomic1; Fedora: dnf install libatomic)",
    ),
    Program(
        f"Java {OLDEST_JAVA} or newer",
        has_java,
        ("default-jre-headless",),
        "install a Java runtime (Debian: apt install default-jre-headless; macOS: brew install openjdk)",
    ),
    Program(
        f"Node.js {OLDEST_NODE} or newer with npm",
        has_node,
        ("nodejs", "npm"),
        "install Node.js with npm (Debian: apt install nodejs npm; macOS: brew install node)",
    ),
    Program(
        "a font with Arabic and Tifinagh",
        has_fonts,
        ("fontconfig", "fonts-noto-core"),
        "install the Noto fonts (Debian: apt install fonts-noto-core), or screenshots show boxes",
        needed=False,
    ),
)


def missing(programs: Iterable[Program]) -> list[Program]:
    """Return those of `programs` that are not on this machine, in the same order."""
    return [program for program in programs if not program.is_there()]


def install(programs: Iterable[Program]) -> None:
    """Try to install `programs` through apt. What could not be installed is simply still missing afterwards."""
    packages = [package for program in programs for package in program.packages]
    subprocess.run((str(APT), *packages), stdin=subprocess.DEVNULL, check=False)


def main() -> int:
    """Make sure that every needed program is there. Return the exit code."""
    wanted = missing(PROGRAMS)
    if not wanted:
        return 0
    install(wanted)
    left = missing(wanted)
    for program in left:
        word = "missing" if program.needed else "would be good"
        print(f"set-up: {word}: {program.name}\n  hint: {program.by_hand}", file=sys.stderr)
    return int(any(program.needed for program in left))


if __name__ == "__main__":
    sys.exit(main())
