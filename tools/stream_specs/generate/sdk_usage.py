"""How an SDK is used: the text of its README. Its snippets run as they stand, given a server and a credential."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stream_specs.generate.client_document import accepted, resolved
from stream_specs.generate.plan import Package
from stream_specs.generate.sdk_names import Operation, credentials, operations
from stream_specs.generate.sdk_pages import KEY as PAGINATION

Object = Mapping[str, Any]

_START = """\
```python
from {module} import Client

with Client(base_url="{server}"{credentials}) as client:
    answer = client.{call}()
```

`base_url` may be left out: then it is the server of the document. `AsyncClient` has the same methods as coroutines:

```python
import asyncio

from {module} import AsyncClient


async def main():
    async with AsyncClient(base_url="{server}"{credentials}) as client:
        return await client.{call}()


answer = asyncio.run(main())
```

All arguments are keywords. {bodies}What an answer does not have is `MISSING`. The models are in `{module}.models`.

## Credentials

Each call sends those that its operation needs, and only to the server of the client. A function without arguments
instead of a text is asked for each request. Without a credential that it needs, a call raises `ConfigurationError`
and sends nothing.

{arguments}

"""

_BODIES = """\
The properties of a body are arguments too; or give the whole of it as
`body`. """

_ERRORS = """\
## Errors

```python
from {module} import Client, errors

with Client(base_url="{server}"{credentials}) as client:
    try:
        answer = client.{call}()
    except errors.APIStatusError as error:
        print(error.status_code, error.body)
        raise
```

The errors are in `{module}.errors`. An answer that is no success raises `APIStatusError` or the class for its status,
such as `NotFoundError`: `body` is the decoded body, `info` has status and headers. `APIConnectionError` says that the
server was not reached, `APITimeoutError` that it took longer than {timeout} seconds, `DecodeError` that its answer is not
what the document says. `SDKError` is the base of all.

"""

_PAGES = """\
## Pages

```python
from itertools import islice

from {module} import Client

with Client(base_url="{server}"{credentials}) as client:
    for entry in islice(client.{call}(), 100):
        print(entry)
```

{methods} run through all pages, and ask for each when the one before is used up.
`client.{call}().pages()` gives the pages instead of their entries.

"""

_RETRIES = """\
## Retries

An operation that only reads is sent again after the statuses 408, 429, 500, 502, 503 and 504, twice at most, after
random times that grow; `Retry-After` is kept to. Operations that change something are never sent twice. `max_retries`
and `retry` of `Client` change that, those of `RequestOptions` for one call:

```python
from {module} import Client
from {module}.options import RequestOptions

with Client(base_url="{server}"{credentials}) as client:
    answer = client.{call}(options=RequestOptions(max_retries=0, timeout=5))
```

## The whole answer

`with_response` of a resource has the same methods, which return the decoded body as `data` and status and headers as
`info`; those of `with_raw_response` return the answer as it came:

```python
from {module} import Client

with Client(base_url="{server}"{credentials}) as client:
    response = client.{raw}()
    print(response.info.status_code, response.json())
```

"""

_ACCEPT = """\
## Another version

Each call sends the header `Accept` that the document names for its operation. `default_headers` replaces it in all
calls, `extra_headers` of `RequestOptions` in one:

```python
from {module} import Client

version = {{"Accept": "{accept}"}}
with Client(base_url="{server}"{credentials}, default_headers=version) as client:
    answer = client.{call}()
```

"""

_REFERENCE = """\
## Operations

Each method tells its arguments, answers and errors in its docstring. `{module}.operations.METHODS` has the name of each
by the `operationId` of the document.

| method | does |
|---|---|
{rows}

More is told by the generator: [operations with their types]({module}/README.md),
[settings, retries, redirects]({module}/_generated_docs/runtime.md)."""


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that needs no arguments, and its credentials as further arguments of the client."""

    operation: Operation
    credentials: str

    @property
    def places(self) -> dict[str, str]:
        return {"call": self.operation.path, "credentials": self.credentials}


def usage(package: Package, document: Object, timeout: int) -> str:
    """The text below "Use". timeout: seconds that a client waits for data."""
    found = operations(document)
    shown = sorted((one for one in found if _is_shown(document, one)), key=lambda one: _is_unusual(document, one))
    calls = [_Call(one, _credentials(document, one)) for one in shown]
    if not calls:
        return _reference(package, found)
    first = calls[0]
    places: dict[str, str] = {"module": package.module, "server": package.server, **first.places}
    has_bodies = any("requestBody" in one.value for one in found)
    text = _START.format(**places, arguments=_arguments(document), bodies=_BODIES if has_bodies else "")
    text += _pages(places, found, calls)
    text += _ERRORS.format(**places, timeout=timeout)
    text += _RETRIES.format(**places, raw=f"{first.operation.resource}.with_raw_response.{first.operation.method}")
    return text + _accept(places, document, calls) + _reference(package, found)


def _arguments(document: Object) -> str:
    schemes = document.get("components", {}).get("securitySchemes", {})
    lines = [f"- `{argument}`: {_about(schemes[name])}" for name, argument in credentials(document).items()]
    return "\n".join(lines) or "None is needed."


def _about(scheme: Object) -> str:
    said = " ".join(str(scheme.get("description", "")).split())
    if "x-prefix" in scheme:
        return f"{said} Give it without `{scheme['x-prefix'].strip()}`."
    return f"{said} Give the password alone." if "x-username" in scheme else said


def _pages(places: Mapping[str, str], found: tuple[Operation, ...], calls: list[_Call]) -> str:
    paged = [one for one in found if PAGINATION in one.value]
    call = next((one for one in calls if PAGINATION in one.operation.value), None)
    if call is None:
        return ""
    names = [f"`{one.resource}.{one.iterator}`" for one in paged]
    methods = ", ".join(names[:-1]) + " and " + names[-1] if names[1:] else names[0]
    there = {"call": f"{call.operation.resource}.{call.operation.iterator}", "credentials": call.credentials}
    return _PAGES.format(**{**places, **there}, methods=methods)


def _accept(places: Mapping[str, str], document: Object, calls: list[_Call]) -> str:
    known = accepted(document)
    if not known:
        return ""
    usual = str(document.get("x-accept") or next(iter(known.values())))
    other = next((one for one in calls if known.get(one.operation.id) not in (None, usual)), calls[0])
    return _ACCEPT.format(**{**places, **other.places}, accept=usual)


def _reference(package: Package, found: tuple[Operation, ...]) -> str:
    return _REFERENCE.format(module=package.module, rows="\n".join(row for one in found for row in _rows(one)))


def _rows(one: Operation) -> Iterator[str]:
    about = str(one.value.get("summary", one.id)).replace("|", "\\|")
    yield f"| `{one.path}` | {about}{' (deprecated)' if one.value.get('deprecated') else ''} |"
    if PAGINATION in one.value:
        yield f"| `{one.resource}.{one.iterator}` | {about}: all of them |"


def _credentials(document: Object, one: Operation) -> str:
    alternatives = one.value.get("security", document.get("security", []))
    names = credentials(document)
    schemes = document.get("components", {}).get("securitySchemes", {})
    return "".join(f", {names[name]}={_value(schemes[name])}" for name in (alternatives[0] if alternatives else ()))


def _value(scheme: Object) -> str:
    is_pair = str(scheme.get("scheme", "")).lower() == "basic" and "x-username" not in scheme
    return '("name", "password")' if is_pair else '"..."'


def _is_unusual(document: Object, one: Operation) -> bool:
    """Whether an operation takes other credentials than most, or none."""
    usual = document.get("security", [])
    security = one.value.get("security", usual)
    return bool(security != usual or {} in security)


def _is_shown(document: Object, one: Operation) -> bool:
    """Whether an operation is fit for a snippet: it only reads, is not deprecated, and needs no arguments."""
    body = resolved(document, one.value.get("requestBody", {}))
    needs = bool(body.get("required")) or any(parameter.value.get("required") for parameter in one.parameters)
    return one.value.get("x-effect") == "read" and not one.value.get("deprecated") and not needs
