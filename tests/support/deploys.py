"""A site with a target on a test server, deployed by the command itself, and what its visitors see."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.built_shop import BuiltShop, missing_references
from tests.support.commands import Running, Said
from tests.support.s3_server import OWNER
from tests.support.s3_servers import Bucket

IS_LONG = bool(os.environ.get("SITEGEN_LONG"))
PRIVATE = ".sitegen/"
PATIENCE_SECONDS = 300

_SETTINGS = """
[site]
title = "Petit souk"
base_url = "https://souk.example.org"
currency = "MAD"

[languages]
default = "fr"
all = ["fr"]

[deploy.live]
provider = "s3"
bucket = "{bucket}"
endpoint = "{endpoint}"
region = "us-east-1"
"""


@dataclass(frozen=True, slots=True)
class DeployedSite:
    """A site on this disk whose target `live` is a bucket, reached through `endpoint`: a server or a proxy."""

    root: Path
    bucket: Bucket
    endpoint: str = ""
    settings: str = ""
    """Further lines of the target's table."""
    prefix: str = ""
    """The folder of the shop inside the bucket, with a slash at its end, or nothing."""
    environment: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        text = _SETTINGS.format(bucket=self.bucket.name, endpoint=self.endpoint or self.bucket.server.endpoint)
        prefix = f'prefix = "{self.prefix.rstrip("/")}"\n' if self.prefix else ""
        (self.root / "sitegen.toml").write_text(text + prefix + self.settings)

    def write(self, shop: BuiltShop) -> None:
        """Put a built shop into the output folder."""
        shop.write(self.root / "build")

    def run(self, *words: str) -> Said:
        """Run a command of sitegen to its end."""
        said = self.start(*words).wait(PATIENCE_SECONDS)
        assert "Traceback" not in said.talk, said.talk
        return said

    def start(self, *words: str) -> Running:
        """Begin a command of sitegen."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        quiet = {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": os.devnull, "NO_COLOR": "1"}
        return Running(words, self.root, {**ours, **OWNER.environment(), **quiet, **self.environment})

    def deploy(self, shop: BuiltShop | None = None, *options: str) -> Said:
        """Deploy a shop, or what lies in the output folder."""
        if shop is not None:
            self.write(shop)
        return self.run("deploy", "live", "--yes", *options)

    def deployed(self, shop: BuiltShop | None = None, *options: str) -> Said:
        """Deploy and make sure that it went well."""
        said = self.deploy(shop, *options)
        assert said.code == 0, f"{said.output}\n{said.talk}"
        return said

    def etags(self) -> dict[str, str]:
        """Return the ETags of what visitors can ask for, by path."""
        found = self.bucket.etags(self.prefix)
        return {key.removeprefix(self.prefix): etag for key, etag in found.items() if not self._is_private(key)}

    def published(self) -> dict[str, bytes]:
        """Return what visitors can ask for, by path."""
        found = self.bucket.bodies(self.prefix)
        return {key.removeprefix(self.prefix): body for key, body in found.items() if not self._is_private(key)}

    def pointer(self) -> Any:
        """Return what the bucket says of its releases and of who is deploying."""
        key = f"{self.prefix}{PRIVATE}current.json"
        return json.loads(self.bucket.objects(key)[key].body)

    def broken(self) -> list[str]:
        """Return what pages name and visitors do not find."""
        return missing_references(self.published())

    def _is_private(self, key: str) -> bool:
        return key.startswith(self.prefix + PRIVATE)
