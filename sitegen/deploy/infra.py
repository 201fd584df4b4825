"""What a shop needs of Amazon, as a template that a person reads and then applies with CloudFormation or Terraform.

The template's text lies beside this module; here is what a site puts into it. Values are written as JSON strings, which
YAML and HCL read alike; whatever a site's settings hold, they stay values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from sitegen.config import FILE_NAME, SiteConfig
from sitegen.deploy.redirects import REDIRECTS_FILE, Redirect, edge_function, parse_redirects
from sitegen.deploy.security import HSTS_SECONDS, SEARCH_FOLDER, security_headers
from sitegen.files import read_file
from sitegen.problems import Problem, error, warning

TEMPLATES = {"cloudformation": "infra_cloudformation.yaml", "terraform": "infra_terraform.tf"}

_TYPED = frozenset({
    "Content-Security-Policy", "Referrer-Policy", "Strict-Transport-Security", "X-Content-Type-Options",
    "X-Frame-Options",
})  # fmt: skip
"""Headers that CloudFront has settings of their own for."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the shop is kept, and who may deploy it: `prefix` is empty or ends with `/`, `subject` is GitHub's."""

    bucket: str
    prefix: str = ""
    subject: str = ""


def infrastructure(config: SiteConfig, place: Place, redirects: Iterable[Redirect], form: str) -> tuple[str, int]:
    """Return a template in one of `TEMPLATES`, and how many redirects its function has no room for."""
    function, left_out = edge_function(redirects)
    write = _WRITERS[form]
    values = {
        **write.values(config, place, function),
        "PAGE_HEADERS": write.headers(security_headers(config)),
        "SEARCH_HEADERS": write.headers(security_headers(config, search=True)),
        "SEARCH_BEHAVIOR": write.behavior(f"/{SEARCH_FOLDER}/*"),
    }
    template = resources.files("sitegen").joinpath("deploy", TEMPLATES[form]).read_text("utf-8")
    return re.sub(r"@([A-Z_]+)@", lambda match: values[match[1]], template), left_out


def place_of(config: SiteConfig, target: str, repository: str, branch: str) -> Place | Problem:
    """Return the place of a deploy target for S3 (the only one when `target` is empty), or why there is none."""
    at_amazon = [name for name, section in config.deploy.items() if section.provider == "s3" and not section.endpoint]
    names = [name for name in at_amazon if target in ("", name)]
    if len(names) != 1:
        return error("infra.target", FILE_NAME, 0, "deploy", text=target or "—", choices=", ".join(at_amazon) or "—")
    if repository and not (_REPOSITORY.fullmatch(repository) and _BRANCH.fullmatch(branch)):
        return error("infra.repository", FILE_NAME, 0, "", text=f"{repository} {branch}")
    section = config.deploy[names[0]]
    subject = f"repo:{repository}:ref:refs/heads/{branch}" if repository else ""
    return Place(section.bucket, f"{section.prefix}/" if section.prefix else "", subject)


def built_redirects(config: SiteConfig, root: Path) -> tuple[Redirect, ...] | Problem:
    """Return the moved addresses of the shop that was built last, or a warning that none was."""
    path = f"{config.build.output}/{REDIRECTS_FILE}"
    try:
        return parse_redirects(read_file(root, path))
    except FileNotFoundError:
        return warning("infra.no_build", path)


def room_problem(left_out: int) -> Problem:
    """Return a warning that some moved addresses keep only their pages."""
    return warning("infra.room", FILE_NAME, count=left_out)


_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}")
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,100}")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=True)


def _indented(text: str, spaces: int) -> str:
    return "\n".join(f"{' ' * spaces}{line}" if line else "" for line in text.rstrip("\n").split("\n"))


class _CloudFormation:
    """Writes values as YAML."""

    def values(self, config: SiteConfig, place: Place, function: str) -> dict[str, str]:
        """Return the plain values of the template."""
        return {
            "BUCKET": _quoted(place.bucket),
            "DOMAIN": _quoted(urlsplit(config.site.base_url).hostname or ""),
            "SUBJECT": _quoted(place.subject),
            "OBJECTS": _quoted(f"${{Bucket.Arn}}/{place.prefix}*"),
            "STATE": _quoted(f"${{Bucket.Arn}}/{place.prefix}.sitegen/*"),
            "LIST_TEST": _list_test(place),
            "LIST_PREFIX": _quoted(f"{place.prefix}*"),
            "ORIGIN_PATH": _quoted(_origin_path(place)),
            "FUNCTION": _indented(function, 8),
        }

    def headers(self, headers: Mapping[str, str]) -> str:
        """Return the settings of a response headers policy."""
        lines = [
            "SecurityHeadersConfig:",
            "  ContentSecurityPolicy:",
            f"    ContentSecurityPolicy: {_quoted(headers['Content-Security-Policy'])}",
            "    Override: true",
            "  ContentTypeOptions: {Override: true}",
            f"  FrameOptions: {{FrameOption: {headers['X-Frame-Options']}, Override: true}}",
            f"  ReferrerPolicy: {{ReferrerPolicy: {headers['Referrer-Policy']}, Override: true}}",
            "  StrictTransportSecurity:",
            f"    AccessControlMaxAgeSec: {HSTS_SECONDS}",
            "    IncludeSubdomains: false",
            "    Preload: false",
            "    Override: true",
            "CustomHeadersConfig:",
            "  Items:",
        ]
        for name in sorted(headers.keys() - _TYPED):
            lines.append(f"    - {{Header: {name}, Value: {_quoted(headers[name])}, Override: true}}")
        return _indented("\n".join(lines), 8)

    def behavior(self, pattern: str) -> str:
        """Return the cache behaviour of the search engine."""
        lines = [
            f"- PathPattern: {_quoted(pattern)}",
            "  TargetOriginId: bucket",
            "  ViewerProtocolPolicy: redirect-to-https",
            "  Compress: true",
            "  CachePolicyId: 658327ea-f89d-4fab-a63d-7e88639e58f6",
            "  ResponseHeadersPolicyId: !Ref SearchHeaders",
            "  FunctionAssociations:",
            "    - {EventType: viewer-request, FunctionARN: !GetAtt Addresses.FunctionMetadata.FunctionARN}",
        ]
        return _indented("\n".join(lines), 10)


class _Terraform:
    """Writes values as HCL."""

    def values(self, config: SiteConfig, place: Place, function: str) -> dict[str, str]:
        """Return the plain values of the template."""
        return {
            "BUCKET": _hcl(place.bucket),
            "DOMAIN": _hcl(urlsplit(config.site.base_url).hostname or ""),
            "SUBJECT": _hcl(place.subject),
            "PREFIX": _escaped(place.prefix),
            "LIST_TEST": _list_test(place),
            "LIST_PREFIX": _hcl(f"{place.prefix}*"),
            "ORIGIN_PATH": _hcl(_origin_path(place)),
            "FUNCTION": _escaped(function.rstrip("\n")),
        }

    def headers(self, headers: Mapping[str, str]) -> str:
        """Return the settings of a response headers policy."""
        lines = [
            "security_headers_config {",
            "  content_security_policy {",
            f"    content_security_policy = {_hcl(headers['Content-Security-Policy'])}",
            "    override                = true",
            "  }",
            "",
            "  content_type_options {",
            "    override = true",
            "  }",
            "",
            "  frame_options {",
            f"    frame_option = {_hcl(headers['X-Frame-Options'])}",
            "    override     = true",
            "  }",
            "",
            "  referrer_policy {",
            f"    referrer_policy = {_hcl(headers['Referrer-Policy'])}",
            "    override        = true",
            "  }",
            "",
            "  strict_transport_security {",
            f"    access_control_max_age_sec = {HSTS_SECONDS}",
            "    include_subdomains         = false",
            "    preload                    = false",
            "    override                   = true",
            "  }",
            "}",
            "",
            "custom_headers_config {",
        ]
        for name in sorted(headers.keys() - _TYPED):
            lines += [
                "  items {",
                f"    header   = {_hcl(name)}",
                f"    value    = {_hcl(headers[name])}",
                "    override = true",
                "  }",
            ]
        return _indented("\n".join([*lines, "}"]), 2)

    def behavior(self, pattern: str) -> str:
        """Return the cache behaviour of the search engine."""
        lines = [
            "ordered_cache_behavior {",
            f"  path_pattern               = {_hcl(pattern)}",
            '  target_origin_id           = "bucket"',
            '  allowed_methods            = ["GET", "HEAD"]',
            '  cached_methods             = ["GET", "HEAD"]',
            '  viewer_protocol_policy     = "redirect-to-https"',
            "  compress                   = true",
            '  cache_policy_id            = "658327ea-f89d-4fab-a63d-7e88639e58f6"',
            "  response_headers_policy_id = aws_cloudfront_response_headers_policy.search.id",
            "",
            "  function_association {",
            '    event_type   = "viewer-request"',
            "    function_arn = aws_cloudfront_function.addresses.arn",
            "  }",
            "}",
        ]
        return _indented("\n".join(lines), 2)


_WRITERS: Mapping[str, _CloudFormation | _Terraform] = {
    "cloudformation": _CloudFormation(),
    "terraform": _Terraform(),
}


def _escaped(text: str) -> str:
    """Return text in which HCL finds nothing to put in."""
    return text.replace("${", "$${").replace("%{", "%%{")


def _hcl(text: str) -> str:
    return _escaped(_quoted(text))


def _origin_path(place: Place) -> str:
    return f"/{place.prefix.rstrip('/')}" if place.prefix else ""


def _list_test(place: Place) -> str:
    """Return how a listing is compared: one of the whole bucket may leave its prefix out."""
    return "StringLike" if place.prefix else "StringLikeIfExists"
