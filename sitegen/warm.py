"""What a process that builds again and again keeps of the last build, so that the next one need not make it again.

All of it could be read from the state again, and is worth nothing but time. It is bound by name to the very state that
the build left: another state means that somebody else built, or that a whole build was made because settings, a theme
or more than what records show had changed, and then it is dropped.
"""

from __future__ import annotations

from collections.abc import Mapping

from sitegen.load.content import LoadedRecord
from sitegen.models.base import Record
from sitegen.outline import Outline, Shelf
from sitegen.render.bytecode import KeptBytecode
from sitegen.render.keys import Which
from sitegen.render.render import Prepared
from sitegen.spare import Spare
from sitegen.state import OutputRow
from sitegen.values import LightValue, light_value

MOST_FILES = 100_000
"""Files of an output beyond which nothing is kept: a large site would fill the memory of a laptop."""


@light_value
class Warm(LightValue):
    """What is kept; `build` is the name of the state that it was made from.

    `records` are those that were asked for. What no build has asked for yet is None.
    """

    build: str
    outline: Outline
    successors: Mapping[str, str]
    records: Mapping[Which, LoadedRecord[Record]]
    bytecode: KeptBytecode
    prepared: Prepared
    shelf: Shelf | None = None
    outputs: Mapping[str, OutputRow] | None = None
    spare: Spare | None = None
