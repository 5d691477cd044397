"""Which ASGI server should carry the mocks? Measures granian and uvicorn on the same application over loopback.

    python bench/mock_servers.py [--seconds 3] [--json] [--only NAME]

Each server runs in a child process, with one worker, on a port that the kernel chose. For each: the time from
spawn to the first answer, resident memory after the load, requests a second over one keep-alive connection and
over 16, and how many write calls an answer takes (counted by strace where it is installed). A server that cannot
be imported is left out; granian and uvloop are no dependencies of the project: `pip install granian uvloop` first.
`carrier` is uvicorn's protocol as the project uses it (stream_contracts/mock/carrier.py), `mock` the same with the
mock of StreamDetails: routing, authentication, validation and state, a channel read by its id.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BODY = b'{"channel_id": 12345}'
REQUEST = (
    b"POST /api/v1/channel/get HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Authorization: Bearer mock-token\r\n"
    b"Content-Length: " + str(len(BODY)).encode() + b"\r\n\r\n" + BODY
)
ANSWER = json.dumps({"data": {"id": 12345, "settings": {"a": list(range(40))}}, "error": None}).encode()
SERVERS = ("granian", "granian-embedded", "uvicorn", "uvicorn-uvloop", "mock-uvicorn", "mock")
MODULES = {
    "granian-embedded": ["granian"],
    "uvicorn-uvloop": ["uvicorn", "uvloop"],
    "mock-uvicorn": ["uvicorn"],
    "mock": [],
}


async def app(scope, receive, send):
    """Read the whole body, answer 600 bytes: the least that a mock does."""
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(ANSWER)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER})


def serve(name: str, port: int) -> None:
    """Run one server until it is killed."""
    if name == "granian":
        from granian import Granian

        Granian("mock_servers:app", port=port, interface="asginl", workers=1, log_enabled=False).serve()
    elif name == "granian-embedded":
        import asyncio

        from granian.constants import Interfaces
        from granian.server.embed import Server

        asyncio.run(Server(app, port=port, interface=Interfaces.ASGINL, log_enabled=False).serve())
    elif name == "mock":
        from stream_contracts.mock.application import Application
        from stream_contracts.mock.carrier import Carrier
        from stream_contracts.mock.server import listen, make

        Carrier(Application(make("streamdetails")), listen("127.0.0.1", port)).run()
    else:
        import uvicorn

        from stream_contracts.mock.application import Application
        from stream_contracts.mock.server import make

        served = Application(make("streamdetails")) if name == "mock-uvicorn" else app
        loop = "uvloop" if name == "uvicorn-uvloop" else "asyncio"
        uvicorn.run(served, port=port, loop=loop, http="httptools", lifespan="off", access_log=False, log_level="error")


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def connect(port: int) -> socket.socket:
    """A connection without Nagle's delay."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def wait_until_ready(port: int, deadline: float) -> None:
    """Return at the first answer."""
    while time.perf_counter() < deadline:
        try:
            with connect(port) as connection:
                exchange(connection)
                return
        except OSError:
            time.sleep(0.005)
    raise TimeoutError("the server did not answer")


def complete(received: bytes) -> bool:
    """True when a whole answer has come."""
    head, found, body = received.partition(b"\r\n\r\n")
    if not found:
        return False
    length = re.search(rb"content-length: ([0-9]+)", head, re.IGNORECASE)
    return length is not None and len(body) >= int(length[1])


def exchange(connection: socket.socket) -> None:
    """Send one request and read its answer to the end."""
    connection.sendall(REQUEST)
    received = b""
    while not complete(received):
        chunk = connection.recv(65536)
        if not chunk:
            raise OSError("closed")
        received += chunk


def sequential(port: int, seconds: float) -> float:
    """Requests a second over one connection, one after the other."""
    with connect(port) as connection:
        count, end = 0, time.perf_counter() + seconds
        while time.perf_counter() < end:
            exchange(connection)
            count += 1
    return count / seconds


def concurrent(port: int, seconds: float, connections: int = 16) -> float:
    """Requests a second over some connections, each with one request under way."""
    selector = selectors.DefaultSelector()
    sockets = [connect(port) for _ in range(connections)]
    pending = dict.fromkeys(sockets, b"")
    for connection in sockets:
        selector.register(connection, selectors.EVENT_READ)
        connection.sendall(REQUEST)
    count, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        for key, _ in selector.select():
            pending[key.fileobj] += key.fileobj.recv(65536)
            if complete(pending[key.fileobj]):
                count, pending[key.fileobj] = count + 1, b""
                key.fileobj.sendall(REQUEST)
    for connection in sockets:
        connection.close()
    return count / seconds


def resident_mb(pid: int) -> float:
    """Resident memory of a process and its children, in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    own = int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024
    return own + sum(resident_mb(int(child)) for child in children)


def writes_per_answer(name: str, requests: int = 200) -> float | None:
    """Write calls that the server makes for one answer; None without strace."""
    if not shutil.which("strace"):
        return None
    with tempfile.NamedTemporaryFile("r") as log:
        port = free_port()
        trace = ["strace", "-f", "-qq", "-e", "trace=write,writev,sendto,sendmsg", "-o", log.name]
        child = spawn(name, port, trace)
        try:
            wait_until_ready(port, time.perf_counter() + 30)
            with connect(port) as connection:
                for _ in range(requests):
                    exchange(connection)
        finally:
            stop(child)
        text = log.read()
    answers = len(re.findall(r"HTTP/1.1 200", text))
    bodies = len(re.findall(r'\([0-9]+, (\[\{iov_base=)?"\{\\"data', text))
    return (answers + bodies) / answers


def spawn(name: str, port: int, prefix: list[str]) -> subprocess.Popen[bytes]:
    """Start this file again as the server."""
    command = [*prefix, sys.executable, __file__, "--serve", name, "--port", str(port)]
    nothing = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=Path(__file__).parent, stdout=nothing, stderr=nothing, start_new_session=True)


def stop(child: subprocess.Popen[bytes]) -> float:
    """Ask the process and its own (strace goes without what it traces) to end; the seconds that it took."""
    started = time.perf_counter()
    os.killpg(child.pid, signal.SIGTERM)
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    return time.perf_counter() - started


def measure(name: str, seconds: float) -> dict[str, object]:
    """All figures of one server."""
    started = time.perf_counter()
    port = free_port()
    child = spawn(name, port, [])
    try:
        wait_until_ready(port, started + 30)
        ready = time.perf_counter() - started
        one, many = sequential(port, seconds), concurrent(port, seconds)
        memory = resident_mb(child.pid)
    finally:
        stopped = stop(child)
    return {
        "server": name,
        "start_ms": round(ready * 1000),
        "one_per_s": round(one),
        "sixteen_per_s": round(many),
        "rss_mb": round(memory, 1),
        "stop_ms": round(stopped * 1000),
        "writes_per_answer": writes_per_answer(name),
    }


def main() -> None:
    """Measure every server that is installed and print one row for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", choices=SERVERS)
    parser.add_argument("--serve", choices=SERVERS, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve, options.port)
        return
    for name in SERVERS:
        modules = MODULES.get(name, [name])
        if (options.only and name != options.only) or not all(importlib.util.find_spec(module) for module in modules):
            continue
        row = measure(name, options.seconds)
        print(
            json.dumps(row) if options.json else "  ".join(f"{key}={value}" for key, value in row.items()), flush=True
        )


if __name__ == "__main__":
    main()
