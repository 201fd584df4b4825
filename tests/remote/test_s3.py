"""Whole builds with a shared cache on a real S3 server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sitegen.cache import BlobCache
from sitegen.problems import render
from sitegen.remote import objects
from sitegen.report import BuildReport
from tests.support.s3_server import BUCKET, OWNER, READER, Account, S3Server, free_ports
from tests.support.site import SETTINGS, build_site, make_site, picture, product, snapshot, write

pytestmark = pytest.mark.s3

asked = threading.Event()
"""Set when the server of `answering` has had a request."""


def shop(root: Path, endpoint: str, prefix: str) -> Path:
    make_site(root, product(pictures=[{"file": "a.jpg", "alt": "Une bouteille"}, {"file": "b.jpg", "alt": "Un bol"}]))
    write(root, "content/products/argan/a.jpg", picture())
    write(root, "content/products/argan/b.jpg", picture(60, 48, (20, 90, 160)))
    cache = f'[cache]\nremote = "s3://{BUCKET}/{prefix}"\nendpoint = "{endpoint}"\n'
    write(root, "sitegen.toml", f"{SETTINGS}\n{cache}")
    return root


@pytest.fixture(autouse=True)
def owner(monkeypatch: pytest.MonkeyPatch) -> None:
    become(monkeypatch, OWNER)


def become(monkeypatch: pytest.MonkeyPatch, account: Account | None) -> None:
    """Have the credentials of an account in the environment, or none at all."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    for name, value in (account.environment() if account else {}).items():
        monkeypatch.setenv(name, value)


def warnings_of(report: BuildReport) -> list[str]:
    return [render(problem, "en").splitlines()[0] for problem in report.problems if problem.code == "cache.remote"]


def test_a_fresh_checkout_encodes_nothing(s3_server: S3Server, tmp_path: Path) -> None:
    first = build_site(shop(tmp_path / "one", s3_server.endpoint, "fresh"))
    second = build_site(shop(tmp_path / "two", s3_server.endpoint, "fresh"))
    assert first.output is not None
    assert second.output is not None
    assert (first.misses, second.misses) == (first.pictures, 0)
    assert first.pictures > 0
    assert warnings_of(first) == warnings_of(second) == []
    assert snapshot(first.output) == snapshot(second.output)
    assert len(s3_server.keys("fresh/renditions/")) == first.pictures
    assert len(s3_server.keys("fresh/inspections/")) == 2


def test_a_fresh_checkout_loads_no_encoder(s3_server: S3Server, tmp_path: Path) -> None:
    build_site(shop(tmp_path / "one", s3_server.endpoint, "light"))
    root = shop(tmp_path / "two", s3_server.endpoint, "light")
    command = (sys.executable, "-X", "importtime", "-m", "sitegen", "build", "--jobs", "1", "--date", "2026-06-01")
    answer = subprocess.run((*command, "--site", str(root)), capture_output=True, text=True, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in answer.stderr.splitlines() if "import time:" in line}
    assert "obstore" in loaded
    assert not loaded & {"sitegen.images.encode", "PIL.Image", "boto3", "distributed", "fsspec"}
    assert "(0 encoded, " in answer.stderr or "(0 encodées, " in answer.stderr


def test_tampered_entries_are_encoded_again_and_kept_out(s3_server: S3Server, tmp_path: Path) -> None:
    first = build_site(shop(tmp_path / "one", s3_server.endpoint, "tampered"))
    keys = s3_server.keys("tampered/renditions/")
    for number, key in enumerate(keys):
        sealed = BlobCache(tmp_path, "renditions").seal(key.rpartition("/")[2], b"<script>alert(1)</script>")
        s3_server.client.put_object(Bucket=BUCKET, Key=key, Body=sealed if number % 2 else b"cut")
    second = build_site(shop(tmp_path / "two", s3_server.endpoint, "tampered"))
    assert first.output is not None
    assert second.output is not None
    assert second.misses == len(keys)
    assert snapshot(first.output) == snapshot(second.output)


def test_without_the_remote_cache_nothing_is_asked(s3_server: S3Server, tmp_path: Path) -> None:
    report = build_site(shop(tmp_path, s3_server.endpoint, "alone"), no_remote_cache=True)
    assert report.output is not None
    assert s3_server.keys("alone/") == []


def test_a_change_by_a_stranger_takes_and_gives_nothing(s3_server: S3Server, tmp_path: Path) -> None:
    report = build_site(shop(tmp_path, s3_server.endpoint, "stranger"), read_only_cache=True)
    assert (report.output is not None, warnings_of(report)) == (True, [])
    assert s3_server.keys("stranger/") == []


def test_who_may_only_read_takes_what_is_there_and_is_told_once(
    s3_server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_site(shop(tmp_path / "one", s3_server.endpoint, "reader"))
    become(monkeypatch, READER)
    root = shop(tmp_path / "two", s3_server.endpoint, "reader")
    write(root, "content/products/argan/b.jpg", picture(60, 48, (160, 20, 90)))
    report = build_site(root, strict=True)
    assert report.output is not None
    assert 0 < report.misses < report.pictures
    assert warnings_of(report) == [
        "sitegen.toml: cache.remote: the shared cache s3://shared/reader cannot be used as it should: writing is denied"
    ]


@pytest.mark.parametrize("account", [Account("owner-key", "stolen-secret"), Account("nobody", "none-at-all"), None])
def test_refused_credentials_stop_nothing_and_are_not_repeated(
    s3_server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, account: Account | None
) -> None:
    become(monkeypatch, account)
    root = shop(tmp_path, s3_server.endpoint, "refused")
    command = (sys.executable, "-m", "sitegen", "build", "--jobs", "1", "--strict", "--format", "json", "--site", root)
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    (problem,) = json.loads(answer.stdout)["problems"]
    assert problem["code"] == "cache.remote"
    assert "access is denied" in problem["message"] or "l’accès est refusé" in problem["message"]
    assert answer.stderr == ""
    told = answer.stdout + answer.stderr
    assert not [secret for secret in ("stolen-secret", "none-at-all", "owner-key", "Signature") if secret in told]


def test_a_missing_bucket_stops_nothing(tmp_path: Path) -> None:
    with answering(404) as endpoint:
        report = build_site(shop(tmp_path, endpoint, "x"))
    assert report.output is not None
    assert warnings_of(report)[0].endswith(": the bucket does not exist")


def test_no_network_stops_nothing(tmp_path: Path) -> None:
    report = build_site(shop(tmp_path, f"http://127.0.0.1:{free_ports(1)[0]}", "x"))
    assert report.output is not None
    assert warnings_of(report)[0].endswith(": no connection")


def test_a_server_that_does_not_answer_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "_ANSWER_SECONDS", 1)
    monkeypatch.setattr(objects, "_RETRIES", 0)
    with answering(503, delay=5.0) as endpoint:
        begun = time.monotonic()
        report = build_site(shop(tmp_path, endpoint, "x"))
    assert report.output is not None
    assert warnings_of(report)[0].endswith(": no answer in time")
    assert time.monotonic() - begun < 15


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
def test_an_interrupt_waits_for_no_server(tmp_path: Path) -> None:
    with answering(503, delay=60.0) as endpoint:
        root = shop(tmp_path, endpoint, "x")
        command = (sys.executable, "-m", "sitegen", "build", "--jobs", "1", "--site", str(root))
        run = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert asked.wait(30)
        begun = time.monotonic()
        run.send_signal(signal.SIGINT)
        _, told = run.communicate(timeout=30)
        assert time.monotonic() - begun < 5
    assert (run.returncode, "Traceback" in told) == (130, False)


@pytest.mark.parametrize("status", [301, 500, 503])
def test_a_server_that_is_out_of_order_stops_nothing(tmp_path: Path, status: int) -> None:
    with answering(status) as endpoint:
        report = build_site(shop(tmp_path, endpoint, "x"))
    assert report.output is not None
    assert len(warnings_of(report)) == 1


@contextmanager
def answering(status: int, delay: float = 0.0) -> Iterator[str]:
    """Run a server that gives every request the same answer; yield its address."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.set()
            over.wait(delay)
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_PUT = do_HEAD = do_GET  # noqa: N815 - the base class's names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

    over = threading.Event()
    asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        over.set()
        server.shutdown()
        server.server_close()
