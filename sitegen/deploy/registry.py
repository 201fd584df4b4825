"""Providers by name. A provider is imported when it is asked for, so that `sitegen build` never loads one."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, cast

from sitegen.config import SiteConfig, TargetSection
from sitegen.deploy.base import DeployStopped, Policy, Publisher
from sitegen.deploy.headers import FOR_NETLIFY
from sitegen.problems import did_you_mean, error

PROVIDERS = {
    "directory": "sitegen.deploy.directory",
    "netlify": "sitegen.deploy.netlify",
    "s3": "sitegen.deploy.s3",
}
"""The module of each provider; it has `open_publisher(name, target, policy, root) -> Publisher`."""


def choose_target(config: SiteConfig, name: str) -> tuple[str, TargetSection]:
    """Return the target with this name, or the only one there is. Raises DeployStopped when that is not clear."""
    targets = config.deploy
    if not name and len(targets) == 1:
        name = next(iter(targets))
    if name in targets:
        return name, targets[name]
    if not targets:
        raise DeployStopped(error("deploy.no_target", "sitegen.toml"))
    known = ", ".join(sorted(targets))
    if not name:
        raise DeployStopped(error("deploy.which_target", "sitegen.toml", choices=known))
    guess = did_you_mean(name, targets)
    raise DeployStopped(error("deploy.unknown_target", "sitegen.toml", text=name, choices=known, suggestion=guess))


def policy_of(name: str, target: TargetSection, *, single_writer: bool = False, adopt: bool = False) -> Policy:
    """Return how a target is deployed to."""
    return Policy(
        name=name,
        keep_releases=target.keep_releases,
        grace_days=target.keep_assets_days,
        workers=target.workers,
        single_writer=single_writer,
        adopt=adopt,
        omitted=frozenset() if target.provider == "netlify" else FOR_NETLIFY,
        gzip=target.gzip and target.provider == "s3",
        redirects=target.redirects and target.provider == "s3",
        is_priced=target.provider == "s3" and not target.endpoint,
    )


def open_publisher(name: str, target: TargetSection, policy: Policy, root: Path) -> Publisher[Any]:
    """Return the publisher of a target; `root` is the folder of the site."""
    module = import_module(PROVIDERS[target.provider])
    return cast(Publisher[Any], module.open_publisher(name, target, policy, root))
