"""Prism: it starts, and answers one documented request with a documented example."""

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from findings import Finding
from programs import NODE_TOOLS, environment

from stream_specs import pointers
from tools import Try, document

_LONGEST = 60  # seconds until it listens
_CREDENTIALS = {"basic": "Basic bmFtZTpwYXNz", "bearer": "Bearer not-a-real-token"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A documented request, and the answers that the document shows for it."""

    method: str
    path: str
    body: Any
    answers: list[Any]


def prism(one: Try) -> Iterator[Finding]:
    """`prism mock`."""
    port = _free_port()
    asked = _documented(document(one))
    command = [NODE_TOOLS / "prism", "mock", "--port", str(port), "--host", "127.0.0.1", one.subject.path]
    log = one.folder / "prism.log"
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=one.folder, env=environment(one.log), stdout=out, stderr=out)
        try:
            yield from one.unless(_listens(port, process), "it does not listen")
            yield from _answer(one, port, asked)
        finally:
            process.terminate()
            process.wait(10)
    for line in log.read_text(encoding="utf-8").splitlines():
        if any(word in line for word in (" warning ", " error ", "Violation")):
            yield one.finding("log", "", line)


def _answer(one: Try, port: int, asked: Asked) -> Iterator[Finding]:
    body = None if asked.body is None else json.dumps(asked.body).encode()
    headers = {"Accept": "application/json", "Content-Type": "application/json", **_credentials(document(one))}
    url = f"http://127.0.0.1:{port}{asked.path}"
    request = urllib.request.Request(url, body, headers if body else _no_type(headers), method=asked.method.upper())
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            status, answer = response.status, json.loads(response.read())
    except (OSError, ValueError) as error:
        yield one.finding("answer", f"{asked.method} {asked.path}", str(error))
        return
    yield from one.unless(answer in asked.answers, f"{asked.method} {asked.path}: {status}, and no documented answer")


def _no_type(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "Content-Type"}


def _documented(read: Mapping[str, Any]) -> Asked:
    """The first operation that can be asked with nothing but its examples, and answers with JSON."""
    for path, item in sorted(read["paths"].items()):
        for method, operation in item.items():
            if method not in ("get", "post") or any(one.get("required") for one in operation.get("parameters", ())):
                continue
            answers = _examples(read, operation["responses"].get("200", {}))
            body = operation.get("requestBody")
            bodies = _examples(read, body) if body else [None]
            if "{" not in path and answers and bodies:
                return Asked(method, path, bodies[0], answers)
    raise LookupError("no operation can be asked")


def _examples(read: Mapping[str, Any], holder: Mapping[str, Any]) -> list[Any]:
    found = pointers.resolve(read, holder["$ref"].removeprefix("#")) if "$ref" in holder else holder
    shown = found.get("content", {}).get("application/json", {}).get("examples", {})
    return [example["value"] for example in shown.values()]


def _credentials(read: Mapping[str, Any]) -> dict[str, str]:
    """A credential for each scheme that is sent in a header."""
    headers = {}
    for scheme in read["components"]["securitySchemes"].values():
        if scheme["type"] == "http":
            headers.setdefault("Authorization", _CREDENTIALS[scheme["scheme"]])
        elif scheme.get("in") == "header":
            headers.setdefault(scheme["name"], "not-a-real-key")
    return headers


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _listens(port: int, process: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + _LONGEST
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False
