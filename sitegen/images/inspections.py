"""Inspections as the cache keeps them: JSON, and believed only when every value is what an inspection could say.

They may come from a shared cache, and their placeholder is written into pages.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import asdict, fields

from sitegen.images.formats import detect_format
from sitegen.images.jobs import Inspection, InspectJob

_PLACEHOLDER = re.compile(r"data:image/webp;base64,([A-Za-z0-9+/]+={0,2})")
_LONGEST_PLACEHOLDER = 4_000
_COLOR = re.compile(r"#[0-9a-f]{6}")
_NAMES = {field.name for field in fields(Inspection)}


def write_inspection(inspection: Inspection) -> bytes:
    """Return an inspection as the cache keeps it."""
    return json.dumps(asdict(inspection), sort_keys=True).encode()


def read_inspection(data: bytes, job: InspectJob) -> Inspection | None:
    """Return the inspection of the job's picture, or None when `data` is none."""
    try:
        values = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or values.keys() != _NAMES:
        return None
    inspection = Inspection(**values)
    return inspection if _is_sound(inspection, job) else None


def _is_sound(inspection: Inspection, job: InspectJob) -> bool:
    sides = (inspection.width, inspection.height)
    return (
        inspection.digest == job.digest
        and all(type(side) is int and side > 0 for side in sides)
        and inspection.width * inspection.height <= job.pixel_limit
        and isinstance(inspection.color, str)
        and _COLOR.fullmatch(inspection.color) is not None
        and isinstance(inspection.has_alpha, bool)
        and _is_placeholder(inspection.placeholder)
    )


def _is_placeholder(text: object) -> bool:
    found = _PLACEHOLDER.fullmatch(text) if isinstance(text, str) and len(text) <= _LONGEST_PLACEHOLDER else None
    if found is None:
        return False
    try:
        return detect_format(base64.b64decode(found[1], validate=True)) == "WEBP"
    except binascii.Error:
        return False
