"""Whether the prices of a built shop are signed, before anybody sees them."""

from __future__ import annotations

import json
from pathlib import Path

from sitegen.deploy.base import DeployStopped
from sitegen.errors import FileRefused
from sitegen.files import read_file
from sitegen.problems import error


def check_prices(folder: Path, public_key: str) -> None:
    """Raise DeployStopped when a built shop has prices that the declared key did not sign; without a key all are well.

    Orders are verified with that key, so that none of such a release would ever be accepted. The signature itself was
    made by the build; here it counts whose it is.
    """
    if not public_key:
        return
    from sitegen.orders.prices import PRICES_PATH, SIZE_LIMIT

    try:
        key = json.loads(read_file(folder, PRICES_PATH, SIZE_LIMIT))["signature"]["key"]
    except FileNotFoundError:
        return
    except (FileRefused, ValueError, KeyError, TypeError, RecursionError):
        key = ""
    if key != public_key:
        raise DeployStopped(error("deploy.unsigned", PRICES_PATH))
