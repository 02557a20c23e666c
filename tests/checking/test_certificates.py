"""A certificate as others see it: a TLS server of our own on the loopback, with certificates of our own making."""

import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from freshup.adapters.probing.certificates import NoCertificate, Server, good_until
from tests.doors.conftest import free_port

Serve = Callable[..., tuple[Server, ssl.SSLContext]]


def make_certificate(directory: Path, *, days: float) -> Path:
    """Certificate and key in one file; it is its own authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "freshup.example.com")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = directory / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


def speak(line: socket.socket, how: str) -> None:
    """What a mail server says before it is encrypted."""
    if how == "smtp":
        line.sendall(b"220 here\r\n")
        line.recv(500)
        line.sendall(b"250-here\r\n250 STARTTLS\r\n")
        line.recv(500)
        line.sendall(b"220 go on\r\n")
    if how == "imap":
        line.sendall(b"* OK [CAPABILITY IMAP4rev1 STARTTLS] here\r\n")
        tag = line.recv(500).split()[0]
        line.sendall(b"* CAPABILITY IMAP4rev1 STARTTLS\r\n" + tag + b" OK done\r\n")
        tag = line.recv(500).split()[0]
        line.sendall(tag + b" OK go on\r\n")


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """A server of one conversation, and a context that believes it."""
    listening: list[socket.socket] = []

    def start(*, days: float, how: str = "tls", believed: bool = True) -> tuple[Server, ssl.SSLContext]:
        pem = make_certificate(tmp_path, days=days)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        door = socket.create_server(("127.0.0.1", 0))
        listening.append(door)

        def talk() -> None:
            try:
                line, _ = door.accept()
                speak(line, how)
                with context.wrap_socket(line, server_side=True) as encrypted:
                    encrypted.settimeout(3)
                    said = encrypted.recv(100)
                    if how == "imap":
                        encrypted.sendall(b"* CAPABILITY IMAP4rev1\r\n" + said.split()[0] + b" OK done\r\n")
            except OSError:
                return

        Thread(target=talk, daemon=True).start()
        trusting = ssl.create_default_context(cafile=str(pem) if believed else None)
        return Server("127.0.0.1", door.getsockname()[1], how), trusting  # type: ignore[arg-type]

    yield start
    for door in listening:
        door.close()


class TestACertificate:
    @pytest.mark.parametrize("how", ["tls", "smtp", "imap"])
    def test_tells_until_when_it_is_good(self, serve: Serve, how: str) -> None:
        server, trusting = serve(days=12, how=how)
        left = good_until(server, context=trusting) - datetime.now(UTC)
        assert timedelta(days=11, hours=23) < left <= timedelta(days=12)

    def test_that_has_expired_is_told_as_such(self, serve: Serve) -> None:
        server, trusting = serve(days=-1)
        with pytest.raises(NoCertificate, match="expired") as raised:
            good_until(server, context=trusting)
        assert raised.value.answered

    def test_that_nobody_signed_is_not_believed(self, serve: Serve) -> None:
        server, trusting = serve(days=12, believed=False)
        with pytest.raises(NoCertificate, match="self-signed"):
            good_until(server, context=trusting)

    def test_of_another_name_is_not_believed(self, serve: Serve) -> None:
        server, trusting = serve(days=12)
        with pytest.raises(NoCertificate, match="localhost"):
            good_until(Server("localhost", server.port), context=trusting)

    def test_of_a_server_that_is_not_there_is_an_answer_too(self) -> None:
        with pytest.raises(NoCertificate, match="no answer") as raised:
            good_until(Server("127.0.0.1", free_port()))
        assert not raised.value.answered
