"""What the generated packages cost: decoding and a whole call, against httpx and json written by hand.

    python bench/clients.py [--rounds 7] [--kilobytes 150]

The answer of listStreams of Twitch Kraken, made of the documented example until it is that large, comes from a server
in a process of its own over loopback, on one connection kept open. Decoding starts with the bytes of the body; a call
ends with the decoded value. The ways take turns, and the best round of each counts: the others were disturbed by
something else. Ratios compare with the first way of each column.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx
import httpx2

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "specs" / "twitch-kraken" / "examples" / "listStreams"
CALLS = 20  # in a round


@dataclass(frozen=True)
class Way:
    """One way to get the streams: from the bytes of a body, and by a call."""

    name: str
    decode: Callable[[bytes], Any]
    call: Callable[[], Any]


def payload(kilobytes: int) -> bytes:
    """A page of streams of about this size."""
    example = json.loads(next(iter(sorted(EXAMPLE.glob("200-*.json")))).read_text())
    one = len(json.dumps(example["streams"]))
    times = max(1, kilobytes * 1000 // one)
    return json.dumps(example | {"streams": example["streams"] * times}).encode()


def serve(body: bytes, ready: Connection) -> None:
    """Answer everything with the body, until the process is ended."""
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(head + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def ways(url: str) -> list[Way]:
    for kind in ("clients", "sdks"):
        sys.path.insert(0, str(ROOT / "generated" / kind / "twitch-kraken"))
    import twitch_kraken_client
    import twitch_kraken_sdk
    from twitch_kraken_client.api.streams import list_streams
    from twitch_kraken_client.models import StreamList as Attrs
    from twitch_kraken_sdk.models import StreamList as Pydantic

    plain = httpx.Client(base_url=url, headers={"Client-ID": "bench"}, trust_env=False)
    client = twitch_kraken_client.Client(url, client_id="bench", httpx_args={"trust_env": False})
    http = httpx2.Client(trust_env=False)
    sdk = twitch_kraken_sdk.Client(base_url=url, client_id="bench", http_client=http)
    return [
        Way("httpx and json by hand", json.loads, lambda: plain.get("/streams").json()),
        Way(
            "client (attrs)",
            lambda body: Attrs.from_dict(json.loads(body)),
            lambda: list_streams.sync(client=client),
        ),
        Way("SDK (pydantic)", Pydantic.model_validate_json, sdk.streams.list),
    ]


def streams(value: Any) -> list[Any]:
    """The streams in what a way gives."""
    found: list[Any] = value["streams"] if isinstance(value, dict) else value.streams
    return found


def seconds(action: Callable[[], Any]) -> float:
    """The time of one of many."""
    started = time.perf_counter()
    for _ in range(CALLS):
        action()
    return (time.perf_counter() - started) / CALLS


def best(rounds: int, actions: list[Callable[[], Any]]) -> list[float]:
    """The best time of each action, the actions taking turns."""
    taken = [[seconds(action) for action in actions] for _ in range(rounds + 1)][1:]
    return [min(column) for column in zip(*taken, strict=True)]


def show(found: list[Way], decoding: list[float], calling: list[float]) -> None:
    print(f"{'':<24}{'decode':>10}{'ratio':>8}{'call':>12}{'ratio':>8}")
    for way, decode, call in zip(found, decoding, calling, strict=True):
        print(
            f"{way.name:<24}{decode * 1000:>7.2f} ms{decode / decoding[0]:>8.1f}"
            f"{call * 1000:>9.2f} ms{call / calling[0]:>8.1f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--kilobytes", type=int, default=150)
    options = parser.parse_args()
    body = payload(options.kilobytes)
    ready, told = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.Process(target=serve, args=(body, told), daemon=True)
    server.start()
    try:
        found = ways(f"http://127.0.0.1:{ready.recv()}/kraken")
        count = len(streams(json.loads(body)))
        assert all(len(streams(value)) == count for way in found for value in (way.decode(body), way.call()))
        print(f"listStreams of Twitch Kraken, {len(body) / 1000:.0f} kB, best of {options.rounds} rounds")
        decoders = [lambda way=way: way.decode(body) for way in found]
        taken = best(options.rounds, [*decoders, *(way.call for way in found)])
        show(found, taken[: len(found)], taken[len(found) :])
    finally:
        server.terminate()
        server.join()


if __name__ == "__main__":
    main()
