"""Opens a page in headless Chromium and asks it questions, by the DevTools protocol over a loopback socket."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
_LISTENING = b"DevTools listening on "
_LONGEST_S = 60
# The switches keep the browser to the page: without its sandbox, which containers lack, and without any traffic.
_SWITCHES = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--mute-audio"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"),
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-port=0", "--window-size=1200,900"),
    "--disable-ipc-flooding-protection",  # else it ignores most of four hundred fragments in a row
)


@dataclass(slots=True)
class Visit:
    """What a page answered, what it asked the network for, and what its console complained about."""

    values: list[Any] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def visit(page: Path, *questions: str, fragment: str = "", width: int = 0) -> Visit:
    """Open a file and evaluate expressions of JavaScript in it, one after the other.

    Each is the body of a function; what it returns must be JSON, or a promise of it. width: of a phone, in
    pixels; 0 for a window.
    """
    return asyncio.run(_visit(f"{page.resolve().as_uri()}{fragment}", questions, width))


async def _visit(url: str, questions: Sequence[str], width: int) -> Visit:
    async with (
        asyncio.timeout(_LONGEST_S),
        _chromium() as address,
        aiohttp.ClientSession() as client,
        client.ws_connect(address, max_msg_size=0) as socket,
    ):
        return await _Talk(socket).visit(url, questions, width)


@asynccontextmanager
async def _chromium() -> AsyncIterator[str]:
    """A browser of our own; the address of its DevTools."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            *(PROGRAM, *_SWITCHES, f"--user-data-dir={profile}"),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stderr is not None
        try:
            async for line in process.stderr:
                if line.startswith(_LISTENING):
                    yield line.removeprefix(_LISTENING).decode().strip()
                    break
            else:
                raise AssertionError("the browser did not start")
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


class _Talk:
    """Commands and their results; events are kept on the way."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self._session: dict[str, str] = {}
        self._loaded = False
        self._seen = Visit()

    async def visit(self, url: str, questions: Sequence[str], width: int) -> Visit:
        target = await self._ask("Target.createTarget", url="about:blank")
        attached = await self._ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = {"sessionId": attached["sessionId"]}
        for domain in ("Page", "Network", "Runtime", "Log"):
            await self._ask(f"{domain}.enable")
        if width:
            phone = {"width": width, "height": 2 * width, "deviceScaleFactor": 1, "mobile": True}
            await self._ask("Emulation.setDeviceMetricsOverride", **phone)
        self._loaded = False
        await self._ask("Page.navigate", url=url)
        while not self._loaded:
            self._keep(await self._socket.receive_json())
        for question in questions:
            expression = f"(() => {{ {question} }})()"
            answer = await self._ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
            assert "exceptionDetails" not in answer, answer
            self._seen.values.append(answer["result"].get("value"))
        return self._seen

    async def _ask(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters, **self._session})
        while True:
            message = await self._socket.receive_json()
            if message.get("id") == self._number:
                assert "error" not in message, message
                return message["result"]
            self._keep(message)

    def _keep(self, event: dict[str, Any]) -> None:
        parameters = event.get("params", {})
        match event.get("method"):
            case "Page.loadEventFired":
                self._loaded = True
            case "Network.requestWillBeSent":
                self._seen.requests.append(parameters["request"]["url"])
            case "Log.entryAdded":
                self._seen.complaints.append(parameters["entry"]["text"])
            case "Runtime.exceptionThrown" | "Runtime.consoleAPICalled" as name:
                self._seen.complaints.append(f"{name}: {parameters}")
