"""How a package is used: the text of its README, with a call that runs as it stands.

The names in it are read from the generated code, so that no rule of a generator about names is repeated here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stream_specs import structure
from stream_specs.generate import sdk_usage
from stream_specs.generate.client_document import accepted, media_types, resolved
from stream_specs.generate.plan import SDKS, Package
from stream_specs.generate.sdk_code import TIMEOUT
from stream_specs.generate.templates.credentials import credentials
from stream_specs.structure import Kind, Node

_CLIENT = """\
```python
from {module} import Client{imported}

with Client("{server}"{credentials}) as client:
    {call}
```

Each operation is a module below `{module}.api`, in the package of its first tag. It has four functions: `sync` and
`asyncio` return the decoded body of a success and raise everything else; `sync_detailed` and `asyncio_detailed` return
any answer, with status, headers, content, the decoded body `parsed`, and the `error` that the others would raise. The
models are in `{module}.models`.

```python
from {module} import Client, errors{imported}

with Client("{server}"{credentials}) as client:
    try:
        {call}
    except errors.{error} as error:
        print(error.body)
        raise
```

Each status that the document has is a class in `{module}.errors`, with the decoded body in `body`; `APIError` is the base
of all. Without an answer the exceptions are those of httpx, `httpx.TimeoutException` after 30 seconds without data
(`timeout` of `Client`)."""

_CLIENT_CREDENTIALS = """

Credentials are arguments of `Client`. Each call sends those that its operation needs:

{lines}"""

_CLIENT_ACCEPT = """

Each function sends the header `Accept` that the document names for its operation. Its argument `accept` replaces it
(the `headers` of the client do not):

```python
from {module} import Client{imported}

with Client("{server}"{credentials}) as client:
    {call}
```"""


@dataclass(frozen=True, slots=True)
class _Call:
    """An operation that needs no arguments, with the first of its security requirements."""

    operation: str
    alternative: tuple[str, ...]


def usage(package: Package, document: Mapping[str, Any], code: Path) -> str:
    """The text below "Use" in the README of a package whose code stands in the folder `code`."""
    if package.generator.kind == SDKS:
        return sdk_usage.usage(package, document, TIMEOUT)
    calls = _calls(document)
    first = calls[0] if calls else _Call("", ())
    other = _other(document, calls) or first
    return _client(package, document, code, first, other)


def _client(package: Package, document: Mapping[str, Any], code: Path, first: _Call, other: _Call) -> str:
    places = {"module": package.module, "server": package.server, "error": _client_error(code)}
    text = _CLIENT.format(**places, **_client_call(package, document, code, first))
    if lines := "\n".join(_client_credentials(document)):
        text += _CLIENT_CREDENTIALS.format(lines=lines)
    if accepted(document):
        call = _client_call(package, document, code, other, f', accept="{_accept(document)}"')
        text += _CLIENT_ACCEPT.format(**places, **call)
    return text


def _client_credentials(document: Mapping[str, Any]) -> Iterator[str]:
    for one in credentials(document):
        sent = f"`{one.place['header']}: {one.place.get('prefix', '')}...`" if "header" in one.place else "the query"
        yield f"- `{one.argument}`, sent in {sent}. {one.about}".rstrip()


def _client_error(code: Path) -> str:
    """The first class for a status."""
    path = code / "errors.py"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = re.search(r"^class (\w+)\(APIError\)", text, re.MULTILINE)
    return found[1] if found else "APIError"


def _client_call(
    package: Package, document: Mapping[str, Any], code: Path, call: _Call, more: str = ""
) -> dict[str, str]:
    """The import, the credentials and the call of an operation; an ellipsis when there is none."""
    given = [one for one in credentials(document) if one.scheme in call.alternative]
    shown = {True: '("...", "...")', False: '"..."'}
    arguments = "".join(f", {one.argument}={shown[one.is_pair]}" for one in given)
    found = (path for path in sorted(code.glob("api/*/*.py")) if _letters(path.stem) == _letters(call.operation))
    path = next(found, None)
    if path is None:
        return {"imported": "", "call": "...", "credentials": arguments}
    imported = f"\nfrom {package.module}.api.{path.parent.name} import {path.stem}"
    return {"imported": imported, "call": f"answer = {path.stem}.sync(client=client{more})", "credentials": arguments}


def _calls(document: Mapping[str, Any]) -> list[_Call]:
    """The calls that need no arguments: reads first, of these the ones that need the credential of the root."""
    usual = document.get("security", [])
    found = []
    for node in structure.walk(structure.document(document)):
        if _is_offered(node) and not _needs_arguments(document, node):
            security = node.map.get("security", usual)
            reads = node.map.get("x-effect") == "read" and "application/json" in media_types(document, node)
            call = _Call(str(node.map.get("operationId")), tuple(security[0]) if security else ())
            found.append((not reads, security != usual or {} in security, call))
    return [call for _, _, call in sorted(found, key=lambda one: one[:2])]


def _is_offered(node: Node) -> bool:
    """Whether the packages have an operation, and have it for use in new programs."""
    return node.kind is Kind.OPERATION and node.role != "options" and not node.map.get("deprecated", False)


def _needs_arguments(document: Mapping[str, Any], operation: Node) -> bool:
    around = operation.parent.map if operation.parent else {}
    inputs = [*around.get("parameters", []), *operation.map.get("parameters", []), operation.map.get("requestBody", {})]
    return any(resolved(document, one).get("required") for one in inputs)


def _other(document: Mapping[str, Any], calls: list[_Call]) -> _Call | None:
    """The first call whose `Accept` is not that of the root."""
    known = accepted(document)
    return next((call for call in calls if known.get(call.operation) not in (None, _accept(document))), None)


def _accept(document: Mapping[str, Any]) -> str:
    return str(document.get("x-accept") or next(iter(accepted(document).values()), ""))


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
