"""botocore: credentials, deletes with an answer for each key, and the odd cases that obstore does not do."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from sitegen.deploy.base import ABSENT, ConditionFailed, Found, Listed, Receipt, Seen
from sitegen.deploy.headers import ObjectHeaders
from sitegen.deploy.s3_access import Access
from sitegen.deploy.s3_errors import code_of, stopped
from sitegen.deploy.s3_fast import CONNECT_SECONDS, MARK, plain_version

_READ_SECONDS = 60
_MISSING = {"NoSuchKey", "404", "NotFound", "NoSuchVersion"}
_REFUSED_CONDITION = {"PreconditionFailed", "412", *_MISSING}


def new_session() -> Any:
    """Return a session that looks for credentials as all tools of AWS do."""
    session = botocore.session.get_session()
    # Times are not looked at in listings, and reading them takes two thirds of the work.
    session.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=lambda value: value)
    return session


def open_boto(session: Any, bucket: str, access: Access, place: str, workers: int) -> BotoClient:
    """Return a client for a bucket. Raises DeployStopped."""
    # A store that is not Amazon's may not know the newer checksums that botocore adds by itself.
    checksums = "when_required" if access.endpoint else "when_supported"
    try:
        client = session.create_client(
            "s3",
            region_name=access.region,
            endpoint_url=access.endpoint or None,
            config=Config(
                retries={"mode": "standard", "total_max_attempts": 6},
                max_pool_connections=workers,
                connect_timeout=CONNECT_SECONDS,
                read_timeout=_READ_SECONDS,
                request_checksum_calculation=checksums,
                response_checksum_validation=checksums,
            ),
        )
    except (BotoCoreError, ValueError) as failure:
        raise stopped(failure, place, "s3:ListBucket") from failure
    return BotoClient(client, bucket, place)


class BotoClient:
    """A bucket. Every method raises DeployStopped for what will not pass, FileNotFoundError for what is not there."""

    def __init__(self, client: Any, bucket: str, place: str) -> None:
        self._client = client
        self._bucket = bucket
        self._place = place

    def listing(self, prefix: str, after: str = "") -> Iterator[Listed]:
        """Yield the objects below a prefix and after a key, their keys as they are."""
        asked = {"StartAfter": after} if after else {}
        while True:
            page = self._ask(self._client.list_objects_v2, "s3:ListBucket", Prefix=prefix, **asked)
            for item in page.get("Contents", ()):
                yield Listed(item["Key"], item["Size"], item["ETag"].strip('"'))
            if not page.get("IsTruncated"):
                return
            asked = {"ContinuationToken": page["NextContinuationToken"]}

    def read(self, key: str) -> Found:
        """Return an object."""
        answer = self._ask(self._client.get_object, "s3:GetObject", Key=key)
        try:
            return Found(answer["Body"].read(), answer["ETag"].strip('"'))
        except BotoCoreError as failure:
            raise stopped(failure, self._place, "s3:GetObject") from failure

    def look(self, key: str) -> Seen:
        """Return what is known of an object."""
        answer = self._ask(self._client.head_object, "s3:GetObject", Key=key)
        headers = ObjectHeaders(
            answer.get("ContentType", ""),
            answer.get("CacheControl", ""),
            answer.get("ContentEncoding", "").removesuffix("aws-chunked").rstrip(","),
            answer.get("WebsiteRedirectLocation", ""),
        )
        marks = {name.lower(): value for name, value in answer.get("Metadata", {}).items()}
        return Seen(answer["ContentLength"], answer["ETag"].strip('"'), marks.get(MARK, ""), headers)

    def age(self, key: str) -> float:
        """Return how many seconds ago an object was written, by the clock of the store."""
        headers = self._ask(self._client.head_object, "s3:GetObject", Key=key)["ResponseMetadata"]["HTTPHeaders"]
        try:
            written, now = (parsedate_to_datetime(headers[name]) for name in ("last-modified", "date"))
        except (KeyError, ValueError, TypeError):
            return 0.0
        return max(0.0, (now - written).total_seconds())

    def copy(self, source: str, key: str, version: str) -> Receipt:
        """Copy an object, or a version of it, with its headers."""
        origin = {"Bucket": self._bucket, "Key": source, **({"VersionId": version} if version else {})}
        permission = "s3:GetObjectVersion" if version else "s3:PutObject"
        answer = self._ask(self._client.copy_object, permission, Key=key, CopySource=origin)
        return Receipt(answer["CopyObjectResult"]["ETag"].strip('"'), plain_version(answer.get("VersionId")))

    def send(self, key: str, data: bytes, headers: ObjectHeaders, mark: str, condition: str | None) -> Receipt:
        """Send an object, whatever its key and headers are. Raises ConditionFailed, or what botocore raises."""
        more: dict[str, Any] = {}
        if condition is not None:
            more |= {"IfNoneMatch": "*"} if condition == ABSENT else {"IfMatch": f'"{condition}"'}
        if headers.content_encoding:
            more["ContentEncoding"] = headers.content_encoding
        if headers.redirect:
            more["WebsiteRedirectLocation"] = headers.redirect
        try:
            answer = self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=data,
                ContentType=headers.content_type,
                CacheControl=headers.cache_control,
                ContentMD5=_base64(hashlib.md5(data, usedforsecurity=False).digest()),
                ChecksumSHA256=_base64(hashlib.sha256(data).digest()),
                Metadata={MARK: mark},
                **more,
            )
        except ClientError as failure:
            if condition is not None and code_of(failure) in _REFUSED_CONDITION:
                raise ConditionFailed(key) from None
            raise
        return Receipt(answer["ETag"].strip('"'), plain_version(answer.get("VersionId")))

    def delete(self, keys: list[str]) -> Mapping[str, str]:
        """Delete at most a thousand objects; return those that the store would not delete, with its reason."""
        batch = {"Objects": [{"Key": key} for key in keys], "Quiet": True}
        try:
            answer = self._client.delete_objects(Bucket=self._bucket, Delete=batch)
        except ClientError as failure:
            if code_of(failure) in {"MissingContentMD5", "InvalidDigest", "NotImplemented"}:
                return self._delete_singly(keys)
            raise stopped(failure, self._place, "s3:DeleteObject") from failure
        except BotoCoreError as failure:
            raise stopped(failure, self._place, "s3:DeleteObject") from failure
        return {item["Key"]: item.get("Code", "?") for item in answer.get("Errors", ())}

    def _delete_singly(self, keys: list[str]) -> Mapping[str, str]:
        """Delete one by one, for stores that want a checksum in lists that nobody sends any more."""
        failed = {}
        for key in keys:
            try:
                self._client.delete_object(Bucket=self._bucket, Key=key)
            except ClientError as failure:
                failed[key] = code_of(failure)
            except BotoCoreError as failure:
                raise stopped(failure, self._place, "s3:DeleteObject") from failure
        return failed

    def _ask(self, operation: Callable[..., Any], permission: str, **arguments: Any) -> Any:
        try:
            return operation(Bucket=self._bucket, **arguments)
        except ClientError as failure:
            if code_of(failure) in _MISSING:
                raise FileNotFoundError(arguments.get("Key", "")) from None
            raise stopped(failure, self._place, permission) from failure
        except BotoCoreError as failure:
            raise stopped(failure, self._place, permission) from failure


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
