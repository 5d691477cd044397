"""What a target says of the way to a server, on real sockets: headers, redirects, certificates, a proxy."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import tiny

from stream_contracts import wire
from stream_contracts.exchange import Call, Request, Response
from stream_contracts.target import Safety, Target
from stream_contracts.transport import HttpTransport, TransportError
from stream_specs.errors import UserError

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Server:
    """Keeps the head of each request and answers all of them alike. answer: given the ports of all servers."""

    def __init__(self, answer: Callable[[list[int]], bytes] = lambda _: OK, tls: ssl.SSLContext | None = None) -> None:
        self.heads: list[bytes] = []
        self.connections = 0
        self.ports: list[int] = []
        self.tls = tls
        self._answer = answer

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.heads.append(head)
                writer.write(self._answer(self.ports))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def exchange(*servers: Server, request: Request | None = None, **of_target: Any) -> Response:
    """The answer of the first server to one request; the others only listen."""

    async def run() -> Response:
        async with AsyncExitStack() as stack:
            for server in servers:
                listening = await asyncio.start_server(server, "127.0.0.1", 0, ssl=server.tls)
                await stack.enter_async_context(listening)
                servers[0].ports.append(listening.sockets[0].getsockname()[1])
            given = {name: value(servers[0].ports) if callable(value) else value for name, value in of_target.items()}
            url = given.pop("url", f"http{'s' if servers[0].tls else ''}://127.0.0.1:{servers[0].ports[0]}/v1")
            target = Target(url, {}, Safety.FULL, 5.0, **given)
            transport = await stack.enter_async_context(HttpTransport(target))
            operation = tiny.document({"GET /things": {}}).operations[0]
            return await transport.send(operation, request or Request("GET", "/v1/things", (), b""), own=False)

    return asyncio.run(run())


# --- redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_and_its_origin_never_sees_a_credential(status: int) -> None:
    first = Server(
        lambda ports: (
            f"HTTP/1.1 {status} Moved\r\nLocation: http://127.0.0.1:{ports[1]}/v1/things\r\nContent-Length: 0\r\n\r\n"
        ).encode()
    )
    other = Server()
    request = Request("GET", "/v1/things", (("Authorization", "Bearer canary"),), b"")

    response = exchange(first, other, request=request)

    assert response.status == status
    assert len(first.heads) == 1
    assert other.connections == 0


# --- headers


def test_the_headers_of_a_target_go_with_every_request() -> None:
    document = tiny.document({"GET /things": {}}, schemes={"Token": tiny.TOKEN})
    extra = (("X-Gateway", "open"), ("User-Agent", "streams/1"))
    request = wire.build(document, Call("getThings"), "/v1", {"Token": "t"}, extra)
    server = Server()

    exchange(server, request=request)

    lines = server.heads[0].decode().split("\r\n")
    assert "X-Gateway: open" in lines
    assert [line for line in lines if line.startswith("User-Agent")] == ["User-Agent: streams/1"]
    assert "Authorization: Bearer t" in lines


def test_a_header_of_the_call_wins() -> None:
    document = tiny.document({"GET /things": {}})

    request = wire.build(document, Call("getThings", headers={"X-Team": "a"}), "/v1", {}, (("x-team", "b"),))

    assert [value for name, value in request.headers if name.lower() == "x-team"] == ["a"]


# --- proxy


def test_requests_go_through_the_proxy_and_nowhere_else() -> None:
    proxy = Server()

    exchange(proxy, url="http://streams.invalid/v1", proxy=lambda ports: f"http://me:pw@127.0.0.1:{ports[0]}")

    assert proxy.heads[0].startswith(b"GET http://streams.invalid/v1/things HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic bWU6cHc=\r\n" in proxy.heads[0]


# --- certificates


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of our own for 127.0.0.1, with its key in the same file."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl makes the certificate and is not installed")
    folder = tmp_path_factory.mktemp("tls")
    made = ["-newkey", "rsa:2048", "-nodes", "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    subprocess.run(["openssl", "req", "-x509", *made, *subject], check=True, capture_output=True)
    return folder / "cert.pem"


def _tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    return context


def test_a_certificate_of_the_targets_own_authority_is_trusted(certificate: Path) -> None:
    assert exchange(Server(tls=_tls(certificate)), ca=certificate).status == 200


def test_without_it_the_server_is_not_spoken_to(certificate: Path) -> None:
    server = Server(tls=_tls(certificate))

    with pytest.raises(TransportError, match=r"the certificate is not trusted: self.signed certificate"):
        exchange(server)

    assert server.heads == []


def test_a_plain_server_behind_an_https_url_is_one_clause() -> None:
    with pytest.raises(TransportError) as raised:
        exchange(Server(), url=lambda ports: f"https://127.0.0.1:{ports[0]}/v1")

    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(("content", "what"), [(None, "No such file"), ("no pem", "not a PEM file of certificates")])
def test_certificates_that_cannot_be_used_are_a_mistake_of_the_user(
    tmp_path: Path, content: str | None, what: str
) -> None:
    if content is not None:
        (tmp_path / "ca.pem").write_text(content)

    with pytest.raises(UserError, match=what):
        exchange(Server(), ca=tmp_path / "ca.pem")
