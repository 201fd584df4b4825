"""What happens to a message on its way: each function changes how it looks, and never what it says."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Mangle = Callable[[str, random.Random], str]

INVISIBLE = "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\u061c\u200b\u2060\ufeff"


def arabic_digits(text: str, chance: random.Random) -> str:
    """Write every digit as an Arabic keyboard does."""
    return text.translate({ord("0") + digit: chr(0x0660 + digit) for digit in range(10)})


def persian_digits(text: str, chance: random.Random) -> str:
    """Write some of the digits as a Persian keyboard does."""
    return re.sub(r"[0-9]", lambda found: chr(0x06F0 + int(found[0])) if chance.random() < 0.7 else found[0], text)


def direction_marks(text: str, chance: random.Random) -> str:
    """Put marks that nobody sees anywhere."""
    return "".join(letter + (chance.choice(INVISIBLE) if chance.random() < 0.2 else "") for letter in text)


def odd_spaces(text: str, chance: random.Random) -> str:
    """Put other spaces in the place of spaces."""
    return re.sub(r"[ \u00a0]", lambda _: chance.choice(" \u00a0\u202f\u2009\u3000\t"), text)


def other_signs(text: str, chance: random.Random) -> str:
    """Put another sign in the place of the sign of multiplication."""
    return text.replace("×", chance.choice(["x", "X", "*", "✕"]))


def other_dashes(text: str, chance: random.Random) -> str:
    """Let a keyboard improve hyphens."""
    return text.replace("-", chance.choice(["\u2010", "\u2011", "–", "−"]))


def windows_breaks(text: str, chance: random.Random) -> str:
    """Break lines as other systems do."""
    return text.replace("\n", chance.choice(["\r\n", "\r", "\u2028", "\n\n"]))


def joined(text: str, chance: random.Random) -> str:
    """Lose every line break."""
    return text.replace("\n", " ")


def wrapped(text: str, chance: random.Random) -> str:
    """Break lines at some of the spaces."""
    return re.sub(r"[ \u00a0]", lambda found: "\n" if chance.random() < 0.3 else found[0], text)


def bold(text: str, chance: random.Random) -> str:
    """Put stars, underscores or tildes around some lines, as messengers do."""
    lines = []
    for line in text.split("\n"):
        mark = chance.choice(["*", "_", "~", "```", ""]) if line and "http" not in line else ""
        lines.append(f"{mark}{line}{mark}")
    return "\n".join(lines)


def quoted(text: str, chance: random.Random) -> str:
    """Quote every line, as mail programs do."""
    mark = chance.choice(["> ", ">> ", ">", "  > "])
    return "\n".join(mark + line for line in text.split("\n"))


def exported(text: str, chance: random.Random) -> str:
    """Put in front what a messenger's export says of who wrote, and when; and an answer behind it."""
    return f"[12/05/2026, 10:22:31] Fatima: {text}\n[12/05/2026, 10:25:02] Tamlalt: merci #tamlalt"


def other_case(text: str, chance: random.Random) -> str:
    """Let a keyboard write the code and the release otherwise."""
    head, _, last = text.rpartition("\n")
    return f"{head}\n{chance.choice([last.lower(), last.upper()])}" if head else text


ALL: tuple[Mangle, ...] = (
    arabic_digits, persian_digits, direction_marks, odd_spaces, other_signs, other_dashes, windows_breaks, joined,
    wrapped, bold, quoted, exported, other_case,
)  # fmt: skip
