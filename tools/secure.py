"""HTTP/2 over TLS on loopback, with a certificate of the moment: how the hosts of a shop speak to phones.

A page over plain HTTP/1.1 saves the round trip of TLS and pays for a connection a file; no host serves a shop like that
(its policy even asks for https), so what is measured is measured like this.
"""

from __future__ import annotations

import ipaddress
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PROGRAM = Path(__file__).with_suffix(".mjs")


@contextmanager
def secured(address: str) -> Iterator[str]:
    """Serve what a plain server on loopback serves by HTTP/2 over TLS; yield the address without a slash at the end."""
    with tempfile.TemporaryDirectory() as scratch:
        certificate, key = _certificate(Path(scratch))
        command = ["node", str(PROGRAM), str(certificate), str(key), address]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdin and server.stdout
            try:
                yield f"https://127.0.0.1:{int(server.stdout.readline())}"
            finally:
                server.stdin.close()


def _certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for loopback and its key; return where they are."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    files = folder / "certificate.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files
