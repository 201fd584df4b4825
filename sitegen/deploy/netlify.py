"""Publishing at Netlify through its digest API: all files are named with their SHA-1, and only unknown ones are sent.

Netlify shows a deploy when it is whole, and keeps the one before until then. What it lacks is patience with visitors:
the style sheets and pictures of the deploy before are gone at that moment, and a page that somebody still looks at
breaks. So a deploy names the hashed assets of the last releases too. Netlify has their bytes already; how many
releases ago each was needed stands in a small file of the deploy itself (`kept-assets.json`).

Deploys of two people at once: the later one is stopped when the first was published while it planned. Netlify knows no
conditional write, so that the last seconds before the switch stay open; the later of two whole shops then stands.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from sitegen.config import TargetSection
from sitegen.deploy.base import (
    Change,
    DeployReport,
    DeployStopped,
    Difference,
    Finding,
    PlanSummary,
    Policy,
    Progress,
    Reason,
    Release,
    VerifyReport,
)
from sitegen.deploy.headers import KEPT_FOREVER, FileClass, class_of
from sitegen.deploy.local import scan
from sitegen.deploy.netlify_api import Answer, NetlifyApi
from sitegen.digests import digest_parts, short
from sitegen.files import read_file
from sitegen.problems import Problem, error, warning

LEDGER = "kept-assets.json"
"""The file of a deploy that says how many releases ago each kept asset was last needed."""

CONNECTIONS = 4
"""Files that are sent at once; Netlify's own program takes as many."""

ASYNC_ABOVE = 100
"""Files above which Netlify is asked to compare them in its own time, as its own program does."""

_FILE_LIMIT = 200_000_000
_RAW = "application/vnd.bitballoon.v1.raw"
_POLLS, _LONGEST_POLL = 300, 5.0
_ROUNDS = 3
_TITLE = re.compile(r"sitegen (\d+)")
_COMPARED = frozenset({"prepared", "uploading", "uploaded", "processing", "ready"})
_FAILED = frozenset({"error", "rejected"})


@dataclass(frozen=True, slots=True)
class NetlifyPlan:
    """What will be published: SHA-1 by path (`files`), from `folder` or, in a rollback, all of it known to Netlify.

    `base` is the deploy that was published when this was planned, `restored` a deploy that Netlify brings back itself.
    """

    summary: PlanSummary
    files: Mapping[str, str] = field(default_factory=dict)
    ledger: bytes = b""
    folder: Path | None = None
    base: str = ""
    number: int = 1
    origin: str = ""
    restored: str = ""


@dataclass(frozen=True, slots=True)
class _Live:
    """What is published now: the deploy, its files, and how old its kept assets are."""

    deploy: str
    number: int
    files: Mapping[str, str]
    ages: Mapping[str, int]

    @property
    def own(self) -> dict[str, str]:
        """The files that belong to this very release."""
        return {path: sha for path, sha in self.files.items() if path not in self.ages and path != LEDGER}


def open_publisher(name: str, target: TargetSection, policy: Policy, root: Path) -> Netlify:  # noqa: ARG001 - as every provider
    """Return the publisher of a target; the token comes from the environment."""
    place = f"netlify:{target.site_id}"
    return Netlify(NetlifyApi.from_environment(place), target.site_id, name=name, keep_releases=policy.keep_releases)


class Netlify:
    """The publisher of one site at Netlify; `site` is its id or its host name."""

    def __init__(
        self, api: NetlifyApi, site: str, *, name: str = "netlify", keep_releases: int = 5,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self.place = f"netlify:{site}"
        self._api, self._name, self._keep, self._sleep = api, name, keep_releases, sleep
        self._site = f"/sites/{quote(site, safe='')}"

    def plan(self, folder: Path, progress: Progress) -> NetlifyPlan:
        """Compare a built shop with what is published; change nothing."""
        progress.stage("reading")
        own = dict(_digests(folder))
        live = self._live()
        plan = self._plan(own, live)
        sizes = {change.key: _size(folder, change.key) for change in plan.summary.uploads}
        uploads = tuple(replace(change, size=sizes[change.key]) for change in plan.summary.uploads)
        summary = replace(plan.summary, uploads=uploads, size=sum(sizes.values()))
        return replace(plan, summary=summary, folder=folder)

    def plan_rollback(self, release: str, progress: Progress) -> NetlifyPlan:
        """Plan to publish an earlier deploy again, with the assets of the one that it replaces."""
        progress.stage("reading")
        live, known = self._live(), self.releases()
        chosen = self._choose(known, release, live.deploy)
        answer = self._api.get(f"/deploys/{quote(chosen.name, safe='')}/files")
        found = _files_of(answer.json) if answer.status == 200 else {}
        if not found:
            summary = PlanSummary(self._name, self.place, chosen.name, published=len(live.own))
            return NetlifyPlan(
                summary, base=live.deploy, number=chosen.number, restored=chosen.name, origin=chosen.name
            )
        past = _Live(chosen.name, chosen.number, found, self._ages(chosen.name, found))
        return replace(self._plan(past.own, live), origin=chosen.name)

    def deploy(self, plan: NetlifyPlan, progress: Progress) -> DeployReport:
        """Create the deploy, send what Netlify asks for, and wait until it is published."""
        begun = time.monotonic()
        if plan.summary.is_empty:
            return DeployReport(plan.summary)
        if self._published() != plan.base:
            raise DeployStopped(error("netlify.overtaken", self.place))
        if plan.restored:
            made, sent = self._restore(plan), 0
        else:
            made, sent = self._create(plan, progress)
        progress.stage("verifying")
        problems = self._check(made)
        name = str(made["id"])
        created = str(made.get("created_at") or "")
        release = Release(plan.number, name, created, len(plan.files), plan.summary.release, plan.origin)
        size = plan.summary.size if sent else 0
        seconds = time.monotonic() - begun
        return DeployReport(
            plan.summary, release, sent, deleted=len(plan.summary.deletes), size=size, problems=problems,
            seconds=seconds,
        )  # fmt: skip

    def releases(self) -> tuple[Release, ...]:
        """Return the deploys that were published and that Netlify still has, the newest first."""
        answer = self._get_site("/deploys?per_page=100")
        return tuple(_release_of(deploy) for deploy in _objects(answer) if _was_published(deploy))

    def verify(self, folder: Path | None, progress: Progress, *, thorough: bool = False) -> VerifyReport:
        """Compare what is published with a built shop; without one, say whether it is what sitegen deployed.

        Netlify keeps no headers with a file, so there are none to be thorough about: `check-headers` asks for them.
        """
        progress.stage("reading")
        live = self._live()
        if folder is None:
            differences = [] if LEDGER in live.files else [Difference(LEDGER, Finding.MISSING)]
            return VerifyReport(self.place, live.deploy, len(live.files), tuple(differences))
        own = dict(_digests(folder))
        differences = []
        for path in sorted({*own, *live.own}):
            if path not in live.files:
                differences.append(Difference(path, Finding.NOT_DEPLOYED))
            elif path not in own:
                differences.append(Difference(path, Finding.NOT_BUILT))
            elif own[path] != live.files[path]:
                differences.append(Difference(path, Finding.CHANGED))
        return VerifyReport(self.place, live.deploy, len(live.files), tuple(differences))

    # --- what is there

    def _get_site(self, path: str = "") -> Answer:
        answer = self._api.get(f"{self._site}{path}")
        if answer.status == 404:
            raise DeployStopped(error("netlify.site", self.place))
        return answer

    def _published(self) -> str:
        found = self._get_site().json
        deploy = found.get("published_deploy") if isinstance(found, dict) else None
        return str(deploy.get("id") or "") if isinstance(deploy, dict) else ""

    def _live(self) -> _Live:
        deploy = self._published()
        if not deploy:
            return _Live("", 0, {}, {})
        files: dict[str, str] = {}
        page = f"{self._site}/files"
        while page:
            answer = self._api.get(page)
            files |= _files_of(answer.json)
            page = _next_page(answer, self._site)
        title = self._api.get(f"/deploys/{quote(deploy, safe='')}").json
        return _Live(deploy, _number_of(title), files, self._ages(deploy, files))

    def _ages(self, deploy: str, files: Mapping[str, str]) -> dict[str, int]:
        """Return how many releases ago each kept asset was needed; what cannot be read makes assets live longer."""
        wanted = files.get(LEDGER)
        for data in self._ledgers(deploy) if wanted else ():
            if hashlib.sha1(data, usedforsecurity=False).hexdigest() == wanted:
                with contextlib.suppress(ValueError, AttributeError):
                    ages = json.loads(data).get("kept").items()
                    return {str(path): int(age) for path, age in ages if path in files}
        return {}

    def _ledgers(self, deploy: str) -> Iterator[bytes]:
        """Yield what may be the ledger of a deploy: as the API gives it, and as everybody can see it."""
        name = quote(deploy, safe="")
        yield self._api.get(f"/deploys/{name}/files/{LEDGER}", {"Accept": _RAW, "Content-Type": _RAW}).body
        found = self._api.get(f"/deploys/{name}").json
        address = str(found.get("deploy_ssl_url") or "") if isinstance(found, dict) else ""
        if urlsplit(address).scheme == "https":
            with contextlib.suppress(OSError, ValueError):
                yield _public(f"{address}/{LEDGER}")

    # --- what will be there

    def _plan(self, own: Mapping[str, str], live: _Live) -> NetlifyPlan:
        """Return the plan to publish the files `own` in the place of what is live."""
        kept = self._kept(own, live)
        uploads = tuple(
            Change(path, Reason.CHANGED if path in live.files else Reason.NEW)
            for path, sha in sorted(own.items()) if live.files.get(path) != sha
        )  # fmt: skip
        gone = sorted(live.files.keys() - own.keys() - kept.keys() - {LEDGER})
        deletes = tuple(Change(path, Reason.LEFTOVER if _is_asset(path) else Reason.REMOVED) for path in gone)
        ledger = json.dumps({"kept": dict(sorted(kept.items()))}, separators=(",", ":")).encode()
        files = {**own, **{path: live.files[path] for path in kept}, LEDGER: _sha1(ledger)}
        release = short(digest_parts(*(f"{path} {sha}" for path, sha in sorted(own.items()))))
        summary = PlanSummary(
            self._name, self.place, release, unchanged=len(own) - len(uploads), retired=len(kept),
            published=len(live.own), requests=0,
        )  # fmt: skip
        if own == live.own and live.deploy:
            return NetlifyPlan(replace(summary, release=""), base=live.deploy)
        summary = replace(summary, uploads=uploads, deletes=deletes, requests=len(uploads) + 6)
        return NetlifyPlan(summary, files, ledger, base=live.deploy, number=live.number + 1)

    def _kept(self, own: Mapping[str, str], live: _Live) -> dict[str, int]:
        """Return the assets of earlier releases that stay, with how many releases ago they were needed."""
        ages = {path: live.ages.get(path, 0) + 1 for path in live.files if path not in own and _is_asset(path)}
        return {path: age for path, age in ages.items() if age <= self._keep or KEPT_FOREVER.fullmatch(path)}

    def _choose(self, known: tuple[Release, ...], wanted: str, current: str) -> Release:
        if not wanted:
            names = [release.name for release in known]
            earlier = known[names.index(current) + 1 :] if current in names else known
        else:
            earlier = tuple(
                item for item in known if wanted == item.name or (item.number and wanted == str(item.number))
            )
        if not earlier:
            raise DeployStopped(error("netlify.release", self.place, text=wanted or "—"))
        return earlier[0]

    # --- acting

    def _restore(self, plan: NetlifyPlan) -> dict[str, Any]:
        return _object(self._api.post(f"{self._site}/deploys/{quote(plan.restored, safe='')}/restore", {}))

    def _create(self, plan: NetlifyPlan, progress: Progress) -> tuple[dict[str, Any], int]:
        """Create a deploy and bring it to life; return it, and how many files were sent."""
        progress.stage("uploading")
        query = urlencode({"title": f"sitegen {plan.number}"})
        named = {f"/{path}": sha for path, sha in plan.files.items()}
        value = {"files": named, "draft": False, "async": len(named) > ASYNC_ABOVE}
        made = _object(self._api.post(f"{self._site}/deploys?{query}", value))
        name = str(made["id"])
        try:
            made = self._wait(name, _COMPARED, made)
            lost = self._lost(plan, made)
            if lost:
                self._cancel(name)
                left = {path: sha for path, sha in plan.files.items() if path not in lost}
                return self._create(replace(plan, files=left), progress)
            return self._fill(plan, made, progress)
        except BaseException:
            self._cancel(name)
            raise

    def _lost(self, plan: NetlifyPlan, made: Mapping[str, Any]) -> set[str]:
        """Return kept assets whose bytes Netlify has no more; nobody can bring those back, and the shop needs none."""
        asked = set(made.get("required") or ())
        here = {LEDGER, *(dict(_digests(plan.folder)) if plan.folder else ())}
        lost = {path for path, sha in plan.files.items() if sha in asked and path not in here}
        if lost and (plan.folder is None or not all(map(_is_asset, lost))):
            raise DeployStopped(error("netlify.gone", self.place, count=len(lost)))
        return lost

    def _fill(self, plan: NetlifyPlan, made: Mapping[str, Any], progress: Progress) -> tuple[dict[str, Any], int]:
        """Send what is asked for, again where it did not arrive, until the deploy is ready."""
        name, sent, found = str(made["id"]), 0, dict(made)
        for _ in range(_ROUNDS):
            asked = set(found.get("required") or ())
            if asked:
                sent = max(sent, self._upload(plan, name, asked, progress))
            found = self._wait(name, frozenset({"ready"}), {}, patient=not asked)
            if found.get("state") == "ready":
                return found, sent
        found = self._wait(name, frozenset({"ready"}), {})
        return found, sent

    def _upload(self, plan: NetlifyPlan, deploy: str, asked: set[str], progress: Progress) -> int:
        paths = [path for path, sha in sorted(plan.files.items()) if sha in asked]
        done = size = 0
        progress.uploads(0, len(paths), 0)
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            running = [pool.submit(self._send, plan, deploy, path) for path in paths]
            try:
                for future in as_completed(running):
                    size += future.result()
                    done += 1
                    progress.uploads(done, len(paths), size)
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        return done

    def _send(self, plan: NetlifyPlan, deploy: str, path: str) -> int:
        data = plan.ledger
        if path != LEDGER and plan.folder is not None:
            data = read_file(plan.folder, path, _FILE_LIMIT)
        if _sha1(data) != plan.files[path]:
            raise DeployStopped(error("netlify.rebuilt", self.place, file=path))
        self._api.put(f"/deploys/{quote(deploy, safe='')}/files/{quote(path)}", data)
        return len(data)

    def _wait(
        self, deploy: str, states: frozenset[str], found: Mapping[str, Any], *, patient: bool = True
    ) -> dict[str, Any]:
        """Return the deploy when it has reached one of `states`.

        With `patient` off, also when Netlify goes on asking for files that were sent.
        """
        asks = 0
        for poll in range(_POLLS):
            known = found if poll == 0 and found else _object(self._api.get(f"/deploys/{quote(deploy, safe='')}"))
            state = str(known.get("state") or "")
            if state in _FAILED:
                reason = str(known.get("error_message") or state)
                raise DeployStopped(error("netlify.processing", self.place, reason=reason))
            if state in states:
                return dict(known)
            asks += state == "uploading" and bool(known.get("required"))
            if asks > 5 and not patient:
                return dict(known)
            self._sleep(min(_LONGEST_POLL, 0.5 * 1.3**poll))
        raise DeployStopped(error("netlify.slow", self.place))

    def _check(self, made: Mapping[str, Any]) -> tuple[Problem, ...]:
        """Return a warning when the deploy is whole but not what visitors see, because publishing is stopped there."""
        is_published = self._published() == str(made["id"])
        return () if is_published else (warning("netlify.locked", self.place, text=str(made["id"])),)

    def _cancel(self, deploy: str) -> None:
        """Tell Netlify that nothing more comes; what is published stays, whether it hears or not."""
        with contextlib.suppress(DeployStopped):
            self._api.post(f"/deploys/{quote(deploy, safe='')}/cancel", {}, (404, 409, 422))


def _digests(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and the SHA-1 of every file of a built shop, sorted by path."""
    for path in scan(folder):
        if "#" in path or "?" in path or path == LEDGER:
            raise DeployStopped(error("netlify.file", path))
        yield path, _sha1(read_file(folder, path, _FILE_LIMIT))


def _public(address: str) -> bytes:
    """Return what everybody can see at an https address; the token stays here."""
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - https, the caller has looked
        data: bytes = answer.read(10_000_000)
    return data


def _size(folder: Path, path: str) -> int:
    return (folder / path).stat().st_size


def _sha1(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def _is_asset(path: str) -> bool:
    return class_of(path) is FileClass.DIGEST


def _objects(answer: Answer) -> Iterable[dict[str, Any]]:
    found = answer.json
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _object(answer: Answer) -> dict[str, Any]:
    found = answer.json
    return found if isinstance(found, dict) else {}


def _files_of(found: object) -> dict[str, str]:
    """Return SHA-1 by path from a list of files."""
    items = found if isinstance(found, list) else []
    return {str(item["path"]).lstrip("/"): str(item["sha"]) for item in items if item.get("path") and item.get("sha")}


def _next_page(answer: Answer, site: str) -> str:
    """Return the next page of a list, below the same site; empty when there is none."""
    found = re.search(r'<[^>]*?(/files\?[^>"]+)>\s*;\s*rel="?next', answer.headers.get("link", ""))
    return f"{site}{found[1]}" if found else ""


def _number_of(deploy: object) -> int:
    title = str(deploy.get("title") or "") if isinstance(deploy, dict) else ""
    found = _TITLE.fullmatch(title)
    return int(found[1]) if found else 0


def _was_published(deploy: Mapping[str, Any]) -> bool:
    is_live_kind = deploy.get("context") in (None, "production")
    return deploy.get("state") == "ready" and is_live_kind and bool(deploy.get("published_at", True))


def _release_of(deploy: Mapping[str, Any]) -> Release:
    created = str(deploy.get("published_at") or deploy.get("created_at") or "")
    return Release(_number_of(deploy), str(deploy["id"]), created, 0, "")
