"""obstore: the requests that a deploy makes by the thousand, and all that a deploy with nothing to do needs.

It starts in a twentieth of botocore's time and sends a file in a seventh of its work; docs/decisions/0013-deploy.md has
the figures. What it cannot do (keys with odd characters, redirects, versions, deletes with an answer for each) is
botocore's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from obstore.exceptions import AlreadyExistsError, PreconditionError
from obstore.store import S3Store

from sitegen.deploy.base import ABSENT, ConditionFailed, Found, Listed, Receipt, Seen
from sitegen.deploy.headers import ObjectHeaders
from sitegen.deploy.s3_access import Access
from sitegen.deploy.s3_errors import code_of

if TYPE_CHECKING:
    from obstore.store import S3Config

MARK = "sitegen"
"""The name of what is noted on each object, in its metadata."""

CONNECT_SECONDS = 5
_PAGE = 1000
_SEND_SECONDS = 300
"""A large picture on a slow line takes long."""

_PLAIN_KEY = re.compile(r"(?!.*//)(?!(?:.*/)?\.{1,2}(?:/|$))[A-Za-z0-9_.-][A-Za-z0-9_./-]*(?<!/)")


def is_plain(key: str) -> bool:
    """Return whether every client writes a key in the same way."""
    return _PLAIN_KEY.fullmatch(key) is not None


@dataclass(frozen=True, slots=True)
class FastClient:
    """A bucket. `patient` tries again by itself; `exact` never does, because who writes must know of lost answers."""

    patient: S3Store
    exact: S3Store

    def listing(self, prefix: str, after: str = "", skipped: str = "") -> Iterator[Listed]:
        """Yield the objects below a prefix and after a key. Raises anything.

        `skipped` is a folder that nobody asks for and that may be large: when an answer ends in it, the next question
        is for what comes behind it.
        """
        is_inside = True
        while is_inside:
            is_inside = False
            for page in self.patient.list(prefix or None, offset=after or None, chunk_size=_PAGE):
                for item in page:
                    yield Listed(item["path"], item["size"], (item["e_tag"] or "").strip('"'))
                if skipped and len(page) == _PAGE and page[-1]["path"].startswith(skipped) and after < skipped:
                    after, is_inside = f"{skipped}~", True
                    break

    def read(self, key: str) -> Found:
        """Return an object. Raises FileNotFoundError, or anything."""
        answer = self.patient.get(key)
        data = bytes(answer.bytes())
        return Found(data, (answer.meta["e_tag"] or "").strip('"'))

    def look(self, key: str) -> Seen:
        """Return what is known of an object. Raises FileNotFoundError, or anything."""
        answer = self.patient.get(key, options={"head": True})
        noted: Any = {str(name).lower(): value for name, value in answer.attributes.items()}
        headers = ObjectHeaders(
            noted.get("content-type", ""), noted.get("cache-control", ""), noted.get("content-encoding", "")
        )
        return Seen(answer.meta["size"], (answer.meta["e_tag"] or "").strip('"'), noted.get(MARK, ""), headers)

    def copy(self, source: str, key: str) -> None:
        """Copy an object with its headers. Raises FileNotFoundError, or anything."""
        self.patient.copy(source, key)

    def send(self, key: str, data: bytes, headers: ObjectHeaders, mark: str, condition: str | None) -> Receipt:
        """Send an object once. Raises ConditionFailed, or anything."""
        attributes = {"Content-Type": headers.content_type, "Cache-Control": headers.cache_control, MARK: mark}
        if headers.content_encoding:
            attributes["Content-Encoding"] = headers.content_encoding
        mode: Any = "overwrite"
        if condition is not None:
            mode = "create" if condition == ABSENT else {"e_tag": f'"{condition}"'}
        try:
            answer = self.exact.put(key, data, attributes=attributes, mode=mode, use_multipart=False)
        except (AlreadyExistsError, PreconditionError, FileNotFoundError) as failure:
            # a conflict with a write at the same moment says nothing about the condition
            if condition is not None and code_of(failure) not in {"NoSuchBucket", "ConditionalRequestConflict"}:
                raise ConditionFailed(key) from None
            raise
        return Receipt((answer["e_tag"] or "").strip('"'), plain_version(answer["version"]))


def open_fast(bucket: str, access: Access) -> FastClient:
    """Return a client for a bucket; nothing is connected yet. Raises DeployStopped when there are no credentials."""
    access.credentials()
    config: S3Config = {"region": access.region, "checksum_algorithm": "sha256"}
    if access.endpoint:
        config["endpoint"] = access.endpoint
    else:
        config["virtual_hosted_style_request"] = "." not in bucket
    patient, exact = (
        S3Store(
            bucket,
            config=config,
            client_options={
                "connect_timeout": f"{CONNECT_SECONDS}s",
                "timeout": f"{_SEND_SECONDS}s",
                "allow_http": access.endpoint.startswith("http://"),
            },
            retry_config={
                "max_retries": retries,
                "retry_timeout": timedelta(seconds=60),
                "backoff": {
                    "init_backoff": timedelta(milliseconds=100),
                    "max_backoff": timedelta(seconds=4),
                    "base": 2,
                },
            },
            credential_provider=access.credentials,
        )
        for retries in (7, 0)
    )
    return FastClient(patient, exact)


def plain_version(text: str | None) -> str:
    """Return the version of an object, empty where the bucket keeps none."""
    return "" if text in {None, "null"} else str(text)
