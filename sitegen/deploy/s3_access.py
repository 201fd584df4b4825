"""Who asks, and where: credentials, region and server, found as all tools of AWS find them.

The chain is botocore's: environment, shared files, single sign-on, roles of machines and CI. Where the environment says
all of it, which comes first in that chain anyway, botocore need not be loaded to hear the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sitegen.config import TargetSection
from sitegen.deploy.base import DeployStopped
from sitegen.problems import error

_ANYWHERE = "us-east-1"
"""The region of stores that have none."""


@dataclass(frozen=True, slots=True)
class Access:
    """How a bucket is reached; `endpoint` is empty for Amazon's own servers."""

    region: str
    endpoint: str
    credentials: Callable[[], Any]


def find_access(target: TargetSection, session: Callable[[], Any]) -> Access:
    """Return how the bucket of a target is reached; `session` makes a session of botocore, if it comes to that."""
    endpoint = target.endpoint or _endpoint()
    region = target.region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION", "")
    if not (region or target.endpoint):
        region = session().get_config_variable("region") or ""
    keys = [os.environ.get(name, "") for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")]
    if keys[0] and keys[1] and (endpoint or not _has_settings()):
        return Access(region or _ANYWHERE, endpoint, lambda: _given(*keys))
    if not endpoint:
        endpoint = _configured_endpoint(session())
    return Access(region or _ANYWHERE, endpoint, lambda: _found(session(), f"s3://{target.bucket}"))


def _endpoint() -> str:
    """Return the server that the environment names."""
    if os.environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        return ""
    return os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")


def _has_settings() -> bool:
    """Return whether there is a file of settings, which may name another server."""
    return Path(os.environ.get("AWS_CONFIG_FILE") or "~/.aws/config").expanduser().is_file()


def _configured_endpoint(session: Any) -> str:
    """Return the server that the shared settings name, empty when it is Amazon's own."""
    from botocore.exceptions import BotoCoreError

    try:
        profile = session.get_scoped_config()
    except BotoCoreError:
        return ""  # a profile that is not there: asking for its credentials will say so
    services = session.full_config.get("services", {}).get(profile.get("services", ""), {})
    return str(services.get("s3", {}).get("endpoint_url") or profile.get("endpoint_url", ""))


def _given(key: str, secret: str, token: str) -> Any:
    return {
        "access_key_id": key,
        "secret_access_key": secret,
        "token": token or None,
        "expires_at": datetime.now(UTC) + timedelta(days=1),
    }


def _found(session: Any, place: str) -> Any:
    """Return the credentials that botocore finds, fresh ones while a deploy takes long."""
    from botocore.exceptions import BotoCoreError

    from sitegen.deploy.s3_errors import stopped

    try:
        found = session.get_credentials()
        if found is None:
            raise DeployStopped(error("deploy.credentials_missing", place))
        frozen = found.get_frozen_credentials()
    except BotoCoreError as failure:
        raise stopped(failure, place, "s3:GetObject") from failure
    lasts = timedelta(minutes=2) if frozen.token else timedelta(days=1)
    return {**_given(frozen.access_key, frozen.secret_key, frozen.token), "expires_at": datetime.now(UTC) + lasts}
