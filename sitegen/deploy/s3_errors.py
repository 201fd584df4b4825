"""What a store of S3's kind says when it refuses, in codes of our own.

No text of a library is passed on: it may quote a signed address.
"""

from __future__ import annotations

import re

from sitegen.deploy.base import DeployStopped
from sitegen.problems import Problem, error

_CODE = re.compile(r"<Code>\s*(\w+)\s*</Code>")
_STATUS = re.compile(r"status code: (\d{3})")

_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired", "RequestTimeTooSkewed"}
_UNKNOWN = {"InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "AuthFailure", "UnrecognizedClientException",
            "InvalidClientTokenId"}  # fmt: skip
_SIGN_IN_AGAIN = {"TokenRetrievalError", "SSOTokenLoadError", "UnauthorizedSSOTokenError", "LoginRefreshRequired"}
_DENIED = {"AccessDenied", "AccessDeniedException", "AllAccessDisabled", "Forbidden", "403", "401"}
_ELSEWHERE = {"PermanentRedirect", "AuthorizationHeaderMalformed", "301", "307", "TemporaryRedirect",
              "IllegalLocationConstraintException"}  # fmt: skip
_OF_THE_LINE = {"HTTPClientError", "EndpointConnectionError", "ConnectionError", "GenericError", "TimeoutError"}
"""Kinds of failures of botocore and obstore that say nothing but that no whole answer came."""

_PASSING = {"SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "OperationAborted", "Throttling",
            "ConditionalRequestConflict", "RequestLimitExceeded", "BadDigest", "XAmzContentSHA256Mismatch",
            "XAmzContentChecksumMismatch", "IncompleteBody", "InvalidDigest",
            "408", "409", "429", "500", "502", "503", "504"}  # fmt: skip


def code_of(failure: Exception) -> str:
    """Return the code of an answer of the store, such as `AccessDenied`; empty when it gave none."""
    response = getattr(failure, "response", None)
    if isinstance(response, dict) and "Error" in response:
        return str(response["Error"].get("Code", ""))
    text = str(failure)[:4000]
    found = _CODE.search(text) or _STATUS.search(text)
    return found[1] if found else ""


def is_passing(failure: Exception) -> bool:
    """Return whether the same request may well succeed in a moment."""
    code = code_of(failure)
    if code:
        return code in _PASSING
    return bool(_kinds(failure) & _OF_THE_LINE)


def is_broken_off(failure: Exception) -> bool:
    """Return whether an answer came and broke off, or none came."""
    return not code_of(failure) and bool(_kinds(failure) & _OF_THE_LINE) and "path" not in str(failure)[:60].lower()


def stopped(failure: Exception, place: str, permission: str) -> DeployStopped:
    """Return what stops a deploy for a failure that will not pass; `permission` is what the request needed."""
    if isinstance(failure, DeployStopped):
        return failure
    return DeployStopped(_problem(failure, place, permission))


def _kinds(failure: Exception) -> set[str]:
    """Return the names of what a failure is; so neither library need be loaded to ask."""
    return {kind.__name__ for kind in type(failure).__mro__}


def _problem(failure: Exception, place: str, permission: str) -> Problem:
    code, kinds = code_of(failure), _kinds(failure)
    if kinds & {"NoCredentialsError", "PartialCredentialsError"}:
        return error("deploy.credentials_missing", place)
    if kinds & {"ProfileNotFound", "CredentialRetrievalError"} or code in _UNKNOWN:
        return error("deploy.credentials_wrong", place)
    if code in _EXPIRED or kinds & _SIGN_IN_AGAIN:
        return error("deploy.credentials_expired", place)
    if code in _DENIED:
        return error("deploy.denied", place, permission=permission)
    if code == "NoSuchBucket":
        return error("deploy.no_bucket", place)
    if code in _ELSEWHERE:
        return error("deploy.region", place)
    if code:
        return error("deploy.refused", place, text=code)
    if kinds & _OF_THE_LINE:
        return error("deploy.unreachable", place)
    return error("deploy.refused", place, text=type(failure).__name__)
