"""Object stores (S3, Google, Azure) through obstore.

Not s3fs: its aiobotocore pins a botocore older than boto3 wants, and its event loop leaves a thread behind, which keeps
a program from sharing work with copies of itself. 1,000 entries of 20 kB took 0.8 s from a server on the same machine.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_CONNECT_SECONDS = 4
_ANSWER_SECONDS = 15
_RETRIES = 1


@dataclass(frozen=True, slots=True)
class Objects:
    """A folder in a bucket."""

    store: ObjectStore
    folder: str

    def read(self, path: str, limit: int) -> bytes | None:
        """Return an object, or None."""
        try:
            found = self.store.get(self._place(path))
        except FileNotFoundError:
            return None
        # a longer one is not downloaded
        return bytes(found.bytes()) if found.meta["size"] <= limit else None

    def write(self, path: str, data: bytes) -> None:
        """Store an object in one request."""
        self.store.put(self._place(path), data, use_multipart=False)

    def _place(self, path: str) -> str:
        return f"{self.folder}/{path}" if self.folder else path


def open_objects(url: str, endpoint: str) -> Objects:
    """Return the bucket and folder of a checked address. `endpoint` is the server of an S3 address. Raises anything."""
    from obstore.store import from_url

    parts = urlsplit(url)
    settings: dict[str, Any] = _s3_settings(endpoint) if parts.scheme in {"s3", "s3a"} else {}
    server: str = settings.get("config", {}).get("endpoint", "")
    store = from_url(
        f"{parts.scheme}://{parts.netloc}",
        client_options={
            "connect_timeout": f"{_CONNECT_SECONDS}s",
            "timeout": f"{_ANSWER_SECONDS}s",
            "allow_http": server.startswith("http://"),
        },
        retry_config={"max_retries": _RETRIES, "retry_timeout": timedelta(seconds=_ANSWER_SECONDS)},
        **settings,
    )
    return Objects(store, parts.path.strip("/"))


def _s3_settings(endpoint: str) -> dict[str, Any]:
    """Return the server and the credentials that boto3 would take; without any, ask as a stranger."""
    server = endpoint or os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
    config: dict[str, Any] = {"endpoint": server} if server else {}
    config["region"] = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
    if os.environ.get("AWS_ACCESS_KEY_ID"):
        return {"config": config}
    try:
        # a profile, a single sign-on, the role of a container or of a machine
        from obstore.auth.boto3 import Boto3CredentialProvider

        return {"config": config, "credential_provider": Boto3CredentialProvider()}
    except Exception:
        return {"config": {**config, "skip_signature": True}}
