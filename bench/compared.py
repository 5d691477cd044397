"""The tools that bench/alternatives.py compares: how each is run against a mock, and what counts as its finding.

A finding is an (operation, what) pair that a tool reports. A tool kills a fault when it reports a pair that it does
not report on the clean mock. What it reports on the clean mock are its false alarms.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import yarl
from processes import ROOT, read_json, run, script

from stream_contracts import data, wire
from stream_contracts.cases import example_calls
from stream_contracts.documents import Document, SecurityScheme
from stream_contracts.exchange import Request
from stream_contracts.templates import resolve

Findings = frozenset[tuple[str, str]]
_PRISM_HEADER = "sl-violations"
_HEADER_BYTES = 1_000_000  # it holds every violation


@dataclass(frozen=True, slots=True)
class Report:
    """What a tool did to one server. seconds: of the whole process. late: it was stopped at the time limit."""

    findings: Findings
    requests: int
    seconds: float
    late: bool = False


@dataclass(frozen=True, slots=True)
class Server:
    """The server under test. proxy: a Prism proxy in front of it, "" for none."""

    api: str
    url: str
    credentials: Mapping[str, str]
    proxy: str = ""


Tool = Callable[[Server, int, float], Report]


def bundle(api: str) -> Path:
    """The document that every tool reads."""
    return ROOT / "generated" / "bundles" / f"{api}.json"


def suite(server: Server, seed: int, limit_s: float) -> Report:
    """`stream-contracts run`, profile standard."""
    command = [sys.executable, "-m", "stream_contracts", "run", "--api", server.api, "--url", server.url, "--quiet"]
    for name, secret in server.credentials.items():
        command += ["--auth", f"{name}={secret}"]
    with tempfile.TemporaryDirectory() as folder:
        ran = run([*command, "--seed", str(seed), "--out", folder], limit_s)
        record = read_json(Path(folder), "result.json")
    return Report(*of_suite(record), ran.seconds, ran.code is None)


def of_suite(record: Mapping[str, Any] | None) -> tuple[Findings, int]:
    """The requirements of a result.json that failed or warned, and the requests sent."""
    if record is None:
        return frozenset(), 0
    broken = (row for row in record["requirements"] if row["verdict"] in ("fail", "flaky", "warn"))
    return frozenset((row["operation"], row["id"]) for row in broken), sum(record["wire"].values())


def schemathesis(*options: str) -> Tool:
    """`st run` with more options; it gets the same credentials, by security scheme."""

    def check(server: Server, seed: int, limit_s: float) -> Report:
        with tempfile.TemporaryDirectory() as folder:
            config = Path(folder, "schemathesis.toml")
            config.write_text(st_config(data.document(server.api).security_schemes, server.credentials), "utf-8")
            command = [script("st"), "--config-file", str(config), "run", str(bundle(server.api)), "--url", server.url]
            command += ["--no-color", "--seed", str(seed), "--report", "json", "--report-dir", folder, *options]
            ran = run(command, limit_s)
            record = read_json(Path(folder), "*.json")
        return Report(*of_schemathesis(record), ran.seconds, ran.code is None)

    return check


def st_config(schemes: Mapping[str, SecurityScheme], credentials: Mapping[str, str]) -> str:
    """The configuration file that tells schemathesis the credential of each security scheme."""
    lines = []
    for name, scheme in schemes.items():
        secret = credentials.get(name)
        if secret is None:
            continue
        lines.append(f"[auth.openapi.{name}]")
        if scheme.kind == "basic":
            user, _, password = secret.partition(":")
            lines += [f"username = {json.dumps(user)}", f"password = {json.dumps(password)}"]
        elif scheme.kind == "bearer":
            lines.append(f"bearer = {json.dumps(secret)}")
        else:
            lines.append(f"api_key = {json.dumps(scheme.prefix + secret)}")
    return "\n".join(lines) + "\n"


def of_schemathesis(record: Mapping[str, Any] | None) -> tuple[Findings, int]:
    """The failures and errors of a JSON report, each at every operation that it names, and the cases sent."""
    if record is None:
        return frozenset(), 0
    found = [*record["failures"], *record["errors"]]
    pairs = ((operation, str(entry.get("type") or entry.get("title"))) for entry in found for operation in _at(entry))
    return frozenset(pairs), record["test_cases"]["generated"]


def _at(entry: Mapping[str, Any]) -> list[str]:
    return list(entry.get("operations") or [str(entry.get("operation") or entry.get("label") or "")])


def prism(server: Server, seed: int, limit_s: float) -> Report:
    """The documented requests, sent through a Prism proxy, which notes what it finds in a header of the answer.

    The mock's world is as at the start before each operation, so that no example spoils the next operation's.
    """
    document = data.document(server.api)
    began = time.perf_counter()
    try:
        answers = asyncio.run(_fed(document, server, began + limit_s))
        late = False
    except TimeoutError:
        answers, late = [], True
    findings = frozenset(pair for answer in answers for pair in of_prism(*answer))
    return Report(findings, len(answers), time.perf_counter() - began, late)


Answer = tuple[str, int | None, str | None]


async def _fed(document: Document, server: Server, deadline: float) -> list[Answer]:
    answers: list[Answer] = []
    limit = aiohttp.ClientTimeout(total=10)
    async with aiohttp.ClientSession(timeout=limit, max_field_size=_HEADER_BYTES) as session:
        for operation, request in example_requests(document, server.credentials):
            if time.perf_counter() > deadline:
                raise TimeoutError
            if request is None:
                await (await session.post(yarl.URL(server.url).origin() / "__mock__/reset")).read()
            else:
                answers.append((operation, *await _sent(session, server.proxy, request)))
    return answers


async def _sent(session: aiohttp.ClientSession, origin: str, request: Request) -> tuple[int | None, str | None]:
    """Status and findings of an answer; no status when there is none."""
    url = yarl.URL(origin + request.target, encoded=True)
    try:
        async with session.request(
            request.method, url, data=request.body or None, headers=request.headers, allow_redirects=False
        ) as response:
            await response.read()
            return response.status, response.headers.get(_PRISM_HEADER)
    except (aiohttp.ClientError, TimeoutError):
        return None, None


def example_requests(document: Document, credentials: Mapping[str, str]) -> Iterator[tuple[str, Request | None]]:
    """Every documented request; None before the first of an operation. Prism wants no base path.

    Without multipart bodies: the first of them ends Prism 5.14.2.
    """
    for operation in document.operations:
        yield operation.id, None
        for _, call in example_calls(operation):
            if call.media_type == wire.MULTIPART:
                continue
            yield operation.id, wire.build(document, _literal(call), "", credentials)


def _literal(call: Any) -> Any:
    """The call with the values that the example has; it holds no templates."""
    parts = {name: resolve(getattr(call, name), str) for name in ("path", "query", "headers", "body")}
    return dataclasses.replace(call, **parts)


def of_prism(operation: str, status: int | None, header: str | None) -> Iterator[tuple[str, str]]:
    """What Prism says of one answer: the violations of the response, or that there is none."""
    if status is None:
        yield operation, "no answer"
        return
    for violation in json.loads(header or "[]"):
        location = violation.get("location") or []
        if location[:1] == ["response"]:
            place = ".".join(map(str, location))
            yield operation, f"{violation.get('code', violation.get('severity'))} {place}"
