"""How a package is used: the text of its README, with a call that runs as it stands.

The names in it are read from the generated code, so that no rule of a generator about names is repeated here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stream_specs import structure
from stream_specs.generate.client_document import accepted, resolved
from stream_specs.generate.headers import prefixes
from stream_specs.generate.plan import CLIENTS, Package
from stream_specs.structure import Kind, Node

_CLIENT = """\
```python
{before}from {module} import AuthenticatedClient{imported}

{opened}
    {call}
```

Each operation is a module below `{module}.api`, in the package of its first tag. It has four functions: `sync` and
`asyncio` return the decoded body, `sync_detailed` and `asyncio_detailed` return it with status and headers. The
models are in `{module}.models`. `Client` is the same without a token."""

_CLIENT_CREDENTIALS = """

A client carries one credential. For operations that take {scheme} it is `{credential}`."""

_CLIENT_PREFIX = """

The token goes out as `{header}: {prefix}...`, so give it without that word; `prefix="..."` replaces the word."""

_CLIENT_KEYS = """

Other credentials are headers: `headers={{{keys}}}`."""

_CLIENT_ACCEPT = """

Each function sends the header `Accept` that the document names for its operation. Its argument `accept` replaces it
(the `headers` of the client do not):

```python
from {module} import AuthenticatedClient{imported}

{opened}
    {call}
```"""

_SDK = """\
```python
from {module} import Client

with Client(base_url="{server}"{credentials}) as client:
    {call}
```

`AsyncClient` has the same methods as coroutines. The models are in `{module}.models`, the errors in
`{module}.errors`.

- [All operations and their arguments, and the credentials that `Client` takes]({module}/README.md)
- [Settings, retries, redirects]({module}/_generated_docs/runtime.md)"""

_SDK_PREFIX = """

`{argument}` goes out as `{header}: {prefix}...`, so give it without that word."""

_SDK_ACCEPT = """

Each call sends the header `Accept` that the document names for its operation. `default_headers` replaces it in all
calls, `extra_headers` of a call's `RequestOptions` in one:

```python
from {module} import Client

version = {{"Accept": "{accept}"}}
with Client(base_url="{server}"{credentials}, default_headers=version) as client:
    {call}
```"""

_WIDTH = 120  # of a line in a snippet
# The arguments of AuthenticatedClient and Client for a credential, by the `scheme` of a security scheme.
_CLIENT_BASIC = 'token=b64encode(b"name:password").decode(), prefix="Basic"'
_CLIENT_TOKEN = 'token="..."'
_SDK_BASIC = '("name", "password")'
_SDK_TOKEN = '"..."'


@dataclass(frozen=True, slots=True)
class _Call:
    """An operation that needs no arguments. alternative: the first of its security requirements."""

    operation: str
    alternative: tuple[str, ...]


def usage(package: Package, document: Mapping[str, Any], code: Path) -> str:
    """The text below "Use" in the README of a package whose code stands in the folder `code`."""
    calls = list(_calls(document))
    first = calls[0] if calls else _Call("", ())
    other = _other(document, calls) or first
    write = _client if package.generator.kind == CLIENTS else _sdk
    return write(package, document, code, first, other)


def _client(package: Package, document: Mapping[str, Any], code: Path, first: _Call, other: _Call) -> str:
    credentials = {name: _client_credential(document, name) for name in _http_schemes(document)}
    credential = next((credentials[name] for name in first.alternative if name in credentials), _CLIENT_TOKEN)
    places = {"module": package.module, "opened": _client_opened(package.server, credential)}
    before = "from base64 import b64encode\n\n" if credential == _CLIENT_BASIC else ""
    text = _CLIENT.format(**places, before=before, **_client_call(package, code, first.operation))
    for name, other_credential in credentials.items():
        if other_credential != credential:
            text += _CLIENT_CREDENTIALS.format(scheme=name, credential=other_credential)
    schemes = _header_schemes(document)
    for name, prefix in prefixes(document).items():
        text += _CLIENT_PREFIX.format(header=schemes[name], prefix=prefix)
    if keys := ", ".join(f'"{header}": "..."' for header in schemes.values() if header != "Authorization"):
        text += _CLIENT_KEYS.format(keys=keys)
    if accepted(document):
        call = _client_call(package, code, other.operation, f', accept="{_accept(document)}"')
        text += _CLIENT_ACCEPT.format(**places, **call)
    return text


def _sdk(package: Package, document: Mapping[str, Any], code: Path, first: _Call, other: _Call) -> str:
    places = {"module": package.module, "server": package.server}
    credentials = _sdk_credentials(document, code, first)
    text = _SDK.format(**places, credentials=credentials, call=_sdk_call(code, first.operation))
    schemes = _header_schemes(document)
    for name, prefix in prefixes(document).items():
        text += _SDK_PREFIX.format(argument=_sdk_argument(code, name), header=schemes[name], prefix=prefix)
    if accepted(document):
        credentials = _sdk_credentials(document, code, other)
        call = _sdk_call(code, other.operation)
        text += _SDK_ACCEPT.format(**places, credentials=credentials, call=call, accept=_accept(document))
    return text


def _client_opened(server: str, credential: str) -> str:
    line = f'with AuthenticatedClient(base_url="{server}", {credential}) as client:'
    return line if len(line) <= _WIDTH else line.replace("(base_url", "(\n    base_url", 1).replace(") as", "\n) as", 1)


def _client_call(package: Package, code: Path, operation: str, more: str = "") -> dict[str, str]:
    """The import and the call of an operation; an ellipsis when there is none."""
    found = (path for path in sorted(code.glob("api/*/*.py")) if _letters(path.stem) == _letters(operation))
    path = next(found, None)
    if path is None:
        return {"imported": "", "call": "..."}
    imported = f"\nfrom {package.module}.api.{path.parent.name} import {path.stem}"
    return {"imported": imported, "call": f"answer = {path.stem}.sync(client=client{more})"}


def _sdk_call(code: Path, operation: str) -> str:
    headings = re.findall(r"^### `client\.([\w.]+)`$", (code / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    found = (name for name in headings if _letters(name.rpartition(".")[2]) == _letters(operation))
    name = next(found, None)
    return f"answer = client.{name}()" if name else "..."


def _sdk_credentials(document: Mapping[str, Any], code: Path, call: _Call) -> str:
    http = _http_schemes(document)
    values = {name: _SDK_BASIC if http.get(name) == "basic" else _SDK_TOKEN for name in call.alternative}
    return "".join(f", {_sdk_argument(code, name)}={value}" for name, value in values.items())


def _sdk_argument(code: Path, scheme: str) -> str:
    """The argument of `Client` that takes the credential of a security scheme."""
    found = re.search(rf"['\"]{scheme}['\"]: (\w+)", (code / "_client.py").read_text(encoding="utf-8"))
    return found[1] if found else scheme


def _calls(document: Mapping[str, Any]) -> list[_Call]:
    """The calls that need no arguments: reads first, of these the ones that need the credential of the root."""
    usual = document.get("security")
    found = []
    for node in structure.walk(structure.document(document)):
        if _is_offered(node) and not _needs_arguments(document, node):
            security = node.map.get("security", usual or [])
            call = _Call(str(node.map.get("operationId")), tuple(security[0] if security else ()))
            found.append((node.map.get("x-effect") != "read", security != usual or {} in security, call))
    return [call for _, _, call in sorted(found, key=lambda one: one[:2])]


def _is_offered(node: Node) -> bool:
    """Whether the packages have an operation, and have it for use in new programs."""
    return node.kind is Kind.OPERATION and node.name != "options" and not node.map.get("deprecated", False)


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


def _header_schemes(document: Mapping[str, Any]) -> dict[str, str]:
    """The header of each `apiKey` scheme that has one."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    return {name: one["name"] for name, one in schemes.items() if one.get("in") == "header"}


def _http_schemes(document: Mapping[str, Any]) -> dict[str, str]:
    """The `scheme` of each security scheme of type `http`, such as `basic`."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    return {name: str(one["scheme"]).lower() for name, one in schemes.items() if one.get("type") == "http"}


def _client_credential(document: Mapping[str, Any], scheme: str) -> str:
    return _CLIENT_BASIC if _http_schemes(document)[scheme] == "basic" else _CLIENT_TOKEN


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
