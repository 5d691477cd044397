"""Servers that want to hang, flood or confuse whoever calls them, on real sockets of this machine."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import threading
import zlib
from collections.abc import Awaitable, Callable, Iterator

Write = Callable[[bytes], Awaitable[None]]
Answer = Callable[[Write], Awaitable[None]]

MIB = 1024 * 1024
JSON = b"Content-Type: application/json\r\n"
OK = b"HTTP/1.1 200 OK\r\n" + JSON


@contextlib.contextmanager
def running(answer: Answer, connections: Callable[[int], bool] = lambda _: True) -> Iterator[str]:
    """A server that answers every request alike; its URL.

    answer: writes the answer; the connection stays open unless it raises ConnectionError. connections: which of them,
    counted from 0, are served; the others are cut.
    """
    numbers = itertools.count()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def write(data: bytes) -> None:
            writer.write(data)
            await writer.drain()

        ends = (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError, asyncio.CancelledError)
        with contextlib.suppress(*ends):
            while await _request(reader):
                if not connections(next(numbers)):
                    break
                await answer(write)
        writer.transport.abort()

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(serve, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(_close(server))
        loop.close()


async def _request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    return head + await reader.readexactly(next(lengths, 0))


async def _close(server: asyncio.Server) -> None:
    server.close()
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def saying(data: bytes, then_hang_up: bool = False) -> Answer:
    """Always the same bytes."""

    async def answer(write: Write) -> None:
        await write(data)
        if then_hang_up:
            raise ConnectionError

    return answer


def body(content: bytes, more: bytes = b"") -> Answer:
    """A whole answer with a body."""
    return saying(OK + more + b"Content-Length: %d\r\n\r\n" % len(content) + content)


def waiting(seconds: float, first: bytes = b"", last: bytes = b"") -> Answer:
    """Some bytes, a pause, some bytes."""

    async def answer(write: Write) -> None:
        if first:
            await write(first)
        await asyncio.sleep(seconds)
        await write(last)

    return answer


def endless(first: bytes, chunk: bytes, pause: float = 0.0) -> Answer:
    """Some bytes, then the same again and again."""

    async def answer(write: Write) -> None:
        await write(first)
        while True:
            await write(chunk)
            await asyncio.sleep(pause)

    return answer


def alternating(*answers: Answer) -> Answer:
    """One after the other."""
    order = itertools.cycle(answers)

    async def answer(write: Write) -> None:
        await next(order)(write)

    return answer


def envelope(value: object) -> bytes:
    """What StreamDetails answers."""
    return json.dumps({"data": value, "error": None}).encode()


def redirect(location: bytes) -> Answer:
    """To somewhere else, for ever."""
    return saying(b"HTTP/1.1 302 Found\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n")


def bomb(mebibytes: int) -> bytes:
    """So many MiB of zeros in gzip, each packed by itself, as the ones before. The checksum is that of two of them."""
    packer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | 16)
    first, other = (packer.compress(b"0" * MIB) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + other * (mebibytes - 1) + packer.flush()


LONG = 3600.0
DEEP = b"[" * 100_000 + b"]" * 100_000
BOMB = bomb(512)
PACKED = b"Content-Encoding: gzip\r\n"
MANY = b'{"data": [' + b"[]," * (MIB - 100) + b'[]], "error": null}'  # as many small things as one body can hold
SERVERS: dict[str, Callable[[], contextlib.AbstractContextManager[str]]] = {
    "never answers": lambda: running(waiting(LONG)),
    "closes after the headers": lambda: running(saying(OK + b"Content-Length: 9\r\n\r\n", then_hang_up=True)),
    "a byte a second": lambda: running(endless(OK + b"Content-Length: 9999\r\n\r\n", b" ", 1.0)),
    "a byte a second in the headers": lambda: running(endless(OK + b"X-Drip: ", b"x", 1.0)),
    "sends without end": lambda: running(endless(OK + b"\r\n", b"x" * 65536)),
    "headers without end": lambda: running(endless(OK, b"X-More: 1\r\n" * 1000)),
    "chunks without end": lambda: running(endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 1000)),
    "interim answers without end": lambda: running(endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100)),
    "announces 1 GB": lambda: running(waiting(LONG, OK + b"Content-Length: 1000000000\r\n\r\n{")),
    "announces 1 GB and sends it": lambda: running(endless(OK + b"Content-Length: 1000000000\r\n\r\n", b"x" * 65536)),
    "is no HTTP": lambda: running(saying(b"\x16\x03\x01 hello\r\n\r\n", then_hang_up=True)),
    "breaks HTTP": lambda: running(saying(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\nno colon\r\n\r\n{}")),
    "has two lengths": lambda: running(saying(OK + b"Content-Length: 2\r\nContent-Length: 9\r\n\r\n{}", True)),
    "a gzip bomb": lambda: running(body(BOMB, PACKED)),
    "a broken packing": lambda: running(body(b"not packed", PACKED)),
    "no UTF-8": lambda: running(body(b'{"data": "\xff\xfe\xc0", "error": null}')),
    "no UTF-8 in the headers": lambda: running(body(envelope(True), b"X-Bytes: \xff\xfe\x80\r\n")),
    "nested 100,000 deep": lambda: running(body(b'{"data": ' + DEEP + b', "error": null}')),
    "as many things as a body holds": lambda: running(body(MANY)),
    "a number of a million digits": lambda: running(body(b'{"data": ' + b"9" * MIB + b', "error": null}')),
    "a header of 1 MB": lambda: running(body(envelope(True), b"X-Long: " + b"x" * MIB + b"\r\n")),
    "headers of 1 MB": lambda: running(body(envelope(True), (b"X-Long: " + b"x" * 10_000 + b"\r\n") * 100)),
    "10,000 headers": lambda: running(body(envelope(True), b"X-More: 1\r\n" * 10_000)),
    "every second connection cut": lambda: running(body(envelope(True)), lambda number: number % 2 == 0),
    "every answer late": lambda: running(
        waiting(0.4, b"", OK + b"Content-Length: 2\r\n\r\n{}"),
    ),
    "every second answer too late": lambda: running(
        alternating(waiting(LONG), body(envelope(True))),  # the first is asked whether this is a mock of ours
    ),
    "a redirect to itself": lambda: running(redirect(b"/api/v1/channel/get")),
    "a redirect to another server": lambda: running(redirect(b"http://127.0.0.1:9/")),
    "a redirect to nowhere": lambda: running(redirect(b"http://[:::/\xff")),
    "429 for ever": lambda: running(saying(b"HTTP/1.1 429 X\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n")),
    "429 for a year": lambda: running(saying(b"HTTP/1.1 429 X\r\nRetry-After: 31536000\r\nContent-Length: 0\r\n\r\n")),
}
