"""The templates for Amazon, read by the parsers of CloudFormation and Terraform."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import cfnlint.api
import cfnlint.core
import hcl2
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.cli.infra import command
from sitegen.config import SiteConfig
from sitegen.deploy.infra import TEMPLATES, Place, infrastructure
from sitegen.deploy.redirects import make_redirect
from sitegen.deploy.security import security_headers
from tests.support.site import SETTINGS, built, make_site, product, settings_of

PLACE = Place("petit-souk", "boutique/", "repo:tiwizi/souk:ref:refs/heads/main")
TARGET = '\n[deploy.live]\nprovider = "s3"\nbucket = "petit-souk"\nprefix = "boutique"\n'
MOVED = (make_redirect("/ancienne/", "/fr/"),)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> SiteConfig:
    return settings_of(make_site(tmp_path_factory.mktemp("site")))


def complaints(text: str) -> list[str]:
    """Return what CloudFormation's own checker says of a template."""
    rules = cfnlint.core.get_rules([], [], [])
    return [str(match) for match in cfnlint.api.lint(text, rules, ["us-east-1"])]


def cloudformation(config: SiteConfig, place: Place = PLACE) -> dict[str, Any]:
    """Return the template as CloudFormation understands it."""
    text = infrastructure(config, place, MOVED, "cloudformation")[0]
    decoded, matches = cfnlint.decode.decode_str(text)
    assert not matches, matches
    assert isinstance(decoded, dict)
    found: dict[str, Any] = json.loads(json.dumps(decoded))
    return found


def terraform(config: SiteConfig, place: Place = PLACE) -> dict[str, Any]:
    """Return the resources of the template by type and name."""
    text = infrastructure(config, place, MOVED, "terraform")[0]
    return resources_of(text)


def resources_of(text: str) -> dict[str, Any]:
    parsed = hcl2.load(io.StringIO(text))
    found = {}
    for entry in (*parsed["resource"], *parsed["data"]):
        for kind, named in entry.items():
            for name, body in named.items():
                found[f"{plain(kind)}.{plain(name)}"] = body
    return found


def plain(text: str) -> str:
    return text.strip('"')


def statements(config: SiteConfig, resource: str) -> list[dict[str, Any]]:
    properties = cloudformation(config)["Resources"][resource]["Properties"]
    if resource == "DeployRole":
        found: list[dict[str, Any]] = properties["Policies"][0]["PolicyDocument"]["Statement"]
    else:
        found = properties["PolicyDocument"]["Statement"]
    return found


@pytest.mark.parametrize("place", [PLACE, Place("petit-souk"), Place("petit.souk", "", "repo:a/b:ref:refs/heads/main")])
def test_cloudformation_finds_nothing_wrong(config: SiteConfig, place: Place) -> None:
    text = infrastructure(config, place, MOVED, "cloudformation")[0]
    assert not complaints(text)


def test_the_parser_would_find_something_wrong(config: SiteConfig) -> None:
    text = infrastructure(config, PLACE, MOVED, "cloudformation")[0]
    assert complaints(text.replace("BlockPublicAcls: true", "BlockPublicAcls: 12"))


@pytest.mark.parametrize("form", sorted(TEMPLATES))
def test_the_same_settings_give_the_same_text_with_nothing_left_to_fill_in(config: SiteConfig, form: str) -> None:
    text, left_out = infrastructure(config, PLACE, MOVED, form)
    assert infrastructure(config, PLACE, MOVED, form) == (text, 0)
    assert left_out == 0
    assert not re.search(r"@[A-Z_]+@", text)
    assert '"petit-souk"' in text
    assert "souk.example.org" in text


def test_the_bucket_is_private(config: SiteConfig) -> None:
    bucket = cloudformation(config)["Resources"]["Bucket"]["Properties"]
    assert bucket["PublicAccessBlockConfiguration"] == {
        "BlockPublicAcls": True, "BlockPublicPolicy": True, "IgnorePublicAcls": True, "RestrictPublicBuckets": True,
    }  # fmt: skip
    assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert "WebsiteConfiguration" not in bucket
    block = terraform(config)["aws_s3_bucket_public_access_block.shop"]
    assert [block[name] for name in sorted(block) if name.startswith(("block_", "ignore_", "restrict_"))] == [True] * 4


def test_only_this_distribution_reads_the_shop_and_nobody_its_state(config: SiteConfig) -> None:
    read, hidden, encrypted = statements(config, "BucketPolicy")
    assert (read["Effect"], read["Action"], read["Principal"]) == (
        "Allow",
        "s3:GetObject",
        {"Service": "cloudfront.amazonaws.com"},
    )
    assert read["Resource"] == {"Fn::Sub": "${Bucket.Arn}/boutique/*"}
    assert "${Distribution}" in read["Condition"]["StringEquals"]["AWS:SourceArn"]["Fn::Sub"]
    assert (hidden["Effect"], hidden["Resource"]) == ("Deny", {"Fn::Sub": "${Bucket.Arn}/boutique/.sitegen/*"})
    assert (encrypted["Effect"], encrypted["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    origin = cloudformation(config)["Resources"]["Distribution"]["Properties"]["DistributionConfig"]["Origins"][0]
    assert origin["OriginPath"] == "/boutique"
    assert origin["OriginAccessControlId"] == {"Fn::GetAtt": ["OriginAccess", "Id"]}


def test_a_deploy_job_may_change_the_shop_and_nothing_else(config: SiteConfig) -> None:
    found = statements(config, "DeployRole")
    actions = {action for statement in found for action in as_list(statement["Action"])}
    assert actions == {
        "s3:ListBucket", "s3:GetObject", "s3:GetObjectVersion", "s3:PutObject", "s3:DeleteObject",
        "cloudfront:CreateInvalidation", "cloudfront:GetInvalidation",
    }  # fmt: skip
    assert {statement["Effect"] for statement in found} == {"Allow"}
    listing, objects, copies = found
    assert listing["Condition"] == {"StringLike": {"s3:prefix": "boutique/*"}}
    assert objects["Resource"] == {"Fn::Sub": "${Bucket.Arn}/boutique/*"}
    assert copies["Resource"]["Fn::Sub"].endswith(":distribution/${Distribution}")


def test_terraform_grants_the_same(config: SiteConfig) -> None:
    found = terraform(config)
    granted = [statement["actions"] for statement in found["aws_iam_policy_document.deploy"]["statement"]]
    assert {plain(action) for actions in granted for action in actions} == {
        action for statement in statements(config, "DeployRole") for action in as_list(statement["Action"])
    }
    text = infrastructure(config, PLACE, MOVED, "terraform")[0]
    assert '"${aws_s3_bucket.shop.arn}/boutique/*"' in text
    assert '"${aws_s3_bucket.shop.arn}/boutique/.sitegen/*"' in text
    assert "PutBucket" not in text
    assert "PutObjectAcl" not in text


def test_only_jobs_of_one_branch_of_one_repository_get_the_role(config: SiteConfig) -> None:
    template = cloudformation(config)
    role = template["Resources"]["DeployRole"]["Properties"]["AssumeRolePolicyDocument"]["Statement"][0]
    assert role["Condition"] == {
        "StringEquals": {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": {"Ref": "DeploySubject"},
        }
    }
    assert template["Parameters"]["DeploySubject"]["Default"] == "repo:tiwizi/souk:ref:refs/heads/main"


def test_cloudfront_sends_the_headers_that_netlify_sends(config: SiteConfig) -> None:
    resources = cloudformation(config)["Resources"]
    for name, search in (("PageHeaders", False), ("SearchHeaders", True)):
        policy = resources[name]["Properties"]["ResponseHeadersPolicyConfig"]
        typed = policy["SecurityHeadersConfig"]
        sent = {item["Header"]: item["Value"] for item in policy["CustomHeadersConfig"]["Items"]}
        sent["Content-Security-Policy"] = typed["ContentSecurityPolicy"]["ContentSecurityPolicy"]
        sent["Referrer-Policy"] = typed["ReferrerPolicy"]["ReferrerPolicy"]
        sent["X-Frame-Options"] = typed["FrameOptions"]["FrameOption"]
        sent["Strict-Transport-Security"] = f"max-age={typed['StrictTransportSecurity']['AccessControlMaxAgeSec']}"
        sent["X-Content-Type-Options"] = "nosniff" if typed["ContentTypeOptions"]["Override"] else ""
        assert sent == security_headers(config, search=search)


def test_terraform_sends_them_too(config: SiteConfig) -> None:
    found = terraform(config)
    for name, search in (("pages", False), ("search", True)):
        policy = found[f"aws_cloudfront_response_headers_policy.{name}"]
        typed = policy["security_headers_config"][0]
        expected = security_headers(config, search=search)
        assert (
            plain(typed["content_security_policy"][0]["content_security_policy"]) == expected["Content-Security-Policy"]
        )
        sent = {plain(item["header"]): plain(item["value"]) for item in policy["custom_headers_config"][0]["items"]}
        assert sent == {header: expected[header] for header in sent}
        assert len(sent) == 3


def test_only_the_search_engine_may_run_webassembly(config: SiteConfig) -> None:
    distribution = cloudformation(config)["Resources"]["Distribution"]["Properties"]["DistributionConfig"]
    assert distribution["DefaultCacheBehavior"]["ResponseHeadersPolicyId"] == {"Ref": "PageHeaders"}
    (behavior,) = distribution["CacheBehaviors"]
    assert behavior["PathPattern"] == "/pagefind/*"
    assert behavior["ResponseHeadersPolicyId"] == {"Ref": "SearchHeaders"}


def test_both_templates_hold_the_same_function(config: SiteConfig) -> None:
    code = cloudformation(config)["Resources"]["Addresses"]["Properties"]["FunctionCode"]
    assert '"/ancienne": "/fr/"' in code
    other = terraform(config)["aws_cloudfront_function.addresses"]["code"]
    assert code.strip() in other.replace("$${", "${").replace("%%{", "%{")


@settings(max_examples=8)
@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_a_hostile_address_changes_nothing_but_the_list_of_moved_ones(config: SiteConfig, url: str) -> None:
    redirect = make_redirect(f"/x{url}", "/fr/")
    text = infrastructure(config, PLACE, [redirect], "terraform")[0]
    assert resources_of(text).keys() == known_resources(config)
    decoded, matches = cfnlint.decode.decode_str(infrastructure(config, PLACE, [redirect], "cloudformation")[0])
    assert not matches
    assert set(decoded["Resources"]) == set(cloudformation(config)["Resources"])
    assert decoded["Resources"]["Addresses"]["Properties"]["FunctionCode"].count('": "/fr/"') == 1


@cache
def _resources() -> dict[int, set[str]]:
    return {}


def known_resources(config: SiteConfig) -> set[str]:
    if not _resources():
        _resources()[0] = set(terraform(config))
    return _resources()[0]


@pytest.mark.parametrize(
    "url", ['/${file("/etc/passwd")}', "/%{for x in y}", "/\nEOT\n", "/@BUCKET@", "/\u2028- x: &a *a"]
)
def test_a_moved_address_is_no_expression(config: SiteConfig, url: str) -> None:
    text = infrastructure(config, PLACE, [make_redirect(url, "/fr/")], "terraform")[0]
    code = resources_of(text)["aws_cloudfront_function.addresses"]["code"]
    assert not re.search(r"(?<!\$)\$\{|(?<!%)%\{", code)
    assert code.rstrip('"\n').endswith("EOT")
    assert code.count("\nEOT") == 1


# --- the command


def infra(root: Path, *arguments: str) -> tuple[int, str, str]:
    answer = CliRunner().invoke(command, ["--site", str(root), "--lang", "en", *arguments])
    return answer.exit_code, answer.stdout, answer.stderr


def test_the_command_prints_a_template_of_the_target_and_of_the_built_shop(tmp_path: Path) -> None:
    text = product(redirects=["/ancienne-huile/"])
    built(tmp_path, f"-- sitegen.toml --\n{SETTINGS}{TARGET}{text}")
    code, out, err = infra(tmp_path, "--repository", "tiwizi/souk")
    assert (code, err) == (0, "")
    assert not complaints(out)
    assert '"/ancienne-huile": "/fr/products/argan/"' in out
    assert "repo:tiwizi/souk:ref:refs/heads/main" in out
    code, out, err = infra(tmp_path, "live", "--format", "terraform")
    assert (code, err) == (0, "")
    assert "aws_s3_bucket.shop" in terraform_names(out)


def terraform_names(text: str) -> set[str]:
    return set(resources_of(text))


def test_without_a_built_shop_it_says_what_is_missing_and_prints_all_the_same(tmp_path: Path) -> None:
    make_site(tmp_path, f"-- sitegen.toml --\n{SETTINGS}{TARGET}")
    code, out, err = infra(tmp_path)
    assert code == 0
    assert "no built shop" in err
    assert not complaints(out)


@pytest.mark.parametrize(
    ("settings_added", "arguments", "said"),
    [
        ("", (), "no single deploy target"),
        (TARGET, ("other",), '"other" names no single deploy target at Amazon S3; there are: live'),
        (TARGET + TARGET.replace("live", "test"), (), "live, test"),
        (TARGET.replace("prefix", 'endpoint = "https://s3.example.org"\nprefix'), (), "no single deploy target"),
        (TARGET, ("--repository", "a/b\"}"), "no repository and branch"),
        (TARGET, ("--repository", "a/b", "--branch", "*"), "no repository and branch"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_is_printed(
    tmp_path: Path, settings_added: str, arguments: tuple[str, ...], said: str
) -> None:
    make_site(tmp_path, f"-- sitegen.toml --\n{SETTINGS}{settings_added}")
    code, out, err = infra(tmp_path, *arguments)
    assert code == 1
    assert out == ""
    assert said in err


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
