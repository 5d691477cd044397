"""Makes the calls of one API through both generated packages, in a process of its own.

python call_generated.py API URL..., with a URL for each of DRIVERS. Prints a JSON object: for each driver a list of
what came back from each call and what had to, as [operation, status, class of the decoded body, fields, headers, class
of the error].
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import pkgutil
import re
import sys
import warnings
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from enum import EnumType
from functools import cache, partial, reduce
from typing import Any, get_args, get_type_hints

from calls import TABLES, Call
from request_bodies import of_client, of_sdk

# Deprecated operations are called like all others.
warnings.simplefilter("ignore", DeprecationWarning)

_Answer = tuple[int, Any, Mapping[str, str], str]  # status, decoded body, headers, class of the error
_ERRORS = 400  # and above: statuses that say that something went wrong
_Send = Callable[[Call, dict[str, Any]], Awaitable[_Answer]]


async def _client(api: str, function: str, url: str, stack: AsyncExitStack) -> _Send:
    """Calls through the package of openapi-python-client, whose detailed functions return errors with their body."""
    package = importlib.import_module(f"{api.replace('-', '_')}_client")
    models = importlib.import_module(f"{package.__name__}.models")
    client = await _entered(package.Client(url, **TABLES[api].credentials), function.startswith("asyncio"), stack)
    modules = client_modules(package.__name__)

    async def send(call: Call, saved: dict[str, Any]) -> _Answer:
        arguments = _arguments(call, saved, partial(of_client, models))
        arguments |= {"accept": call.accept} if call.accept else {}
        called = getattr(modules[letters(call.operation)], function)
        answer = called(client=client, **as_members(called, arguments))
        response = await _result(answer)
        error = type(response.error).__name__ if response.error else ""
        return response.status_code, response.parsed, response.headers, error

    return send


async def _sdk(api: str, client_class: str, url: str, stack: AsyncExitStack) -> _Send:
    """Calls through the package of datamodel-code-generator, which raises errors with their decoded body."""
    package = importlib.import_module(f"{api.replace('-', '_')}_sdk")
    models = importlib.import_module(f"{package.__name__}.models")
    errors = importlib.import_module(f"{package.__name__}.errors")
    options = importlib.import_module(f"{package.__name__}.options")
    made = getattr(package, client_class)(base_url=url, **TABLES[api].credentials)
    is_async = client_class == "AsyncClient"
    methods = sdk_methods(await _entered(made, is_async, stack))
    form = "AsyncMultipartBody" if is_async else "MultipartBody"

    async def send(call: Call, saved: dict[str, Any]) -> _Answer:
        arguments = _arguments(call, saved, partial(of_sdk, models, form=form))
        arguments |= {"options": options.RequestOptions(extra_headers={"Accept": call.accept})} if call.accept else {}
        try:
            called = methods[letters(call.operation)]
            response = await _result(called(**as_members(called, arguments)))
        except errors.APIStatusError as error:
            # A body that the document does not describe is raw bytes.
            return error.status_code, None if error.body == b"" else error.body, error.headers, type(error).__name__
        return response.info.status_code, response.data, response.info.headers, ""

    return send


_Make = Callable[[str, str, str, AsyncExitStack], Awaitable[_Send]]
DRIVERS: dict[str, tuple[_Make, str]] = {
    "client-sync": (_client, "sync_detailed"),
    "client-async": (_client, "asyncio_detailed"),
    "sdk-sync": (_sdk, "Client"),
    "sdk-async": (_sdk, "AsyncClient"),
}


def client_modules(package: str) -> dict[str, Any]:
    """The module of each operation, by the letters of its name."""
    operations = importlib.import_module(f"{package}.api")
    found = pkgutil.walk_packages(operations.__path__, f"{package}.api.")
    return {letters(one.name.split(".")[-1]): importlib.import_module(one.name) for one in found if not one.ispkg}


def sdk_methods(client: Any) -> dict[str, Any]:
    """The method of each operation that returns the response with the decoded body, by the letters of its id."""
    names = importlib.import_module(f"{type(client).__module__.partition('.')[0]}.operations").METHODS
    places = {operation: name.rpartition(".") for operation, name in names.items()}
    return {
        letters(operation): getattr(getattr(client, resource).with_response, method)
        for operation, (resource, _, method) in places.items()
    }


def _arguments(call: Call, saved: Mapping[str, Any], build: Callable[[str, Any], Any]) -> dict[str, Any]:
    arguments: dict[str, Any] = _filled(call.arguments, saved)
    return arguments | ({"body": build(call.body[0], _filled(call.body[1], saved))} if call.body else {})


def as_members(function: Callable[..., Any], arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments, with the member of an enum in the place of its value."""
    enums = _enums(function)
    return {name: enums[name](value) if name in enums else value for name, value in arguments.items()}


@cache
def _enums(function: Callable[..., Any]) -> dict[str, EnumType]:
    hints = get_type_hints(function)
    found = {name: [one for one in get_args(hint) if isinstance(one, EnumType)] for name, hint in hints.items()}
    return {name: kinds[0] for name, kinds in found.items() if kinds}


def _filled(value: Any, saved: Mapping[str, Any]) -> Any:
    """A value of the table with what earlier calls saved in the place of `$name`, its text in the place of `{name}`."""
    if isinstance(value, dict):
        return {key: _filled(item, saved) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, saved) for item in value]
    if isinstance(value, str) and re.fullmatch(r"\{\w+\}", value):
        return str(saved[value[1:-1]])
    return saved[value[1:]] if isinstance(value, str) and value.startswith("$") else value


def _at(body: Any, path: str) -> Any:
    def step(value: Any, name: str) -> Any:
        if name.lstrip("-").isdigit():
            return value[int(name)]
        spelled = (one for one in (name, f"{name}_") if hasattr(value, one))  # one package writes `type_`
        found = next(spelled, None)
        return getattr(value, found) if found else value[name]

    try:
        return reduce(step, path.split("."), body) if path else body
    except (AttributeError, IndexError, KeyError, TypeError) as error:
        return f"nothing: {error!r}"


def letters(name: str) -> str:
    return name.replace("_", "").lower()


async def _entered(client: Any, is_async: bool, stack: AsyncExitStack) -> Any:
    return await stack.enter_async_context(client) if is_async else stack.enter_context(client)


async def _result(answer: Any) -> Any:
    return await answer if inspect.isawaitable(answer) else answer


async def _run(api: str, driver: str, url: str) -> list[dict[str, Any]]:
    make, way = DRIVERS[driver]
    saved: dict[str, Any] = {}
    async with AsyncExitStack() as stack:
        send = await make(api, way, url, stack)
        return [await _compared(call, driver, send, saved) for call in _calls(api, driver)]


def _calls(api: str, driver: str) -> list[Call]:
    if driver.startswith("client"):
        return list(TABLES[api].calls)
    return [
        replace(call, arguments=call.arguments | call.of_sdk, returns=call.sdk_returns or call.returns)
        for call in TABLES[api].calls
    ]


async def _compared(call: Call, driver: str, send: _Send, saved: dict[str, Any]) -> dict[str, Any]:
    status, body, headers, error = await send(call, saved)
    saved |= {name: _at(body, path) for name, path in call.save.items()}
    fields = {path: [type(_at(body, path)).__name__, _at(body, path)] for path in call.fields}
    expected = {
        path: [kind, fields[path][1] if value is ... else _filled(value, saved)]
        for path, (kind, value) in call.fields.items()
    }
    raised = call.error if driver.startswith("sdk") or call.status >= _ERRORS else ""
    received = {name: headers.get(name) for name in call.headers}
    return {
        "actual": [call.operation, status, type(body).__name__, fields, received, error],
        "expected": [call.operation, call.status, call.returns, expected, dict(call.headers), raised],
    }


if __name__ == "__main__":
    urls = dict(zip(DRIVERS, sys.argv[2:], strict=True))
    print(json.dumps({name: asyncio.run(_run(sys.argv[1], name, url)) for name, url in urls.items()}, default=str))
