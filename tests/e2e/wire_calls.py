"""Makes calls through one generated package without a network, in a process of its own.

python wire_calls.py API KIND CASES, with KIND `clients` or `sdks` and CASES a file with {"credentials", "cases"}, each
case as {operation, arguments, body, answer}: `body` is null or {media_type, model, value, files}, `answer` is {status,
headers, content}. Content is text in Latin-1, a character a byte.
Prints a JSON list: for each case {request, status, decoded, model, error, unknown}, with request as {method, target,
headers, content}, or {failed} with the exception that is no answer.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import httpx2
from call_generated import as_members, client_modules, sdk_methods
from decode_examples import answered, attrs_json, pydantic_json
from request_bodies import of_client, of_sdk
from wire_cases import ORIGIN

_Case = Mapping[str, Any]
_Call = Callable[[_Case], dict[str, Any]]


class Recorder:
    """The transport of both packages: it notes the request and gives the answer of the case."""

    def __init__(self, library: Any) -> None:
        self._library = library
        self.answer: Mapping[str, Any] = {}
        self.request: dict[str, Any] = {}

    def __call__(self, request: Any) -> Any:
        target = request.extensions.get("target", request.url.raw_path)
        self.request = {
            "method": request.method,
            "target": target.decode(),
            "headers": [[name.decode().lower(), value.decode()] for name, value in request.headers.raw],
            "content": request.read().decode("latin-1"),
        }
        content = self.answer["content"].encode("latin-1")
        return self._library.Response(self.answer["status"], headers=self.answer["headers"], content=content)


def _clients(api: str, credentials: Mapping[str, str], recorder: Recorder) -> _Call:
    package = importlib.import_module(f"{api.replace('-', '_')}_client")
    models = importlib.import_module(f"{package.__name__}.models")
    modules = client_modules(package.__name__)
    transport = httpx.MockTransport(recorder)
    client = package.Client(f"{ORIGIN}{sys.argv[4]}", httpx_args={"transport": transport}, **credentials)

    def call(case: _Case) -> dict[str, Any]:
        function = modules[_letters(case["operation"])].sync_detailed
        body = case["body"]
        given = {"body": of_client(models, body["model"], _value(body))} if body else {}
        response = function(client=client, **_arguments(function, case), **given)
        error = type(response.error).__name__ if response.error else ""
        return answered(response.status_code, response.parsed, attrs_json, error)

    return call


def _sdks(api: str, credentials: Mapping[str, str], recorder: Recorder) -> _Call:
    package = importlib.import_module(f"{api.replace('-', '_')}_sdk")
    models, errors = (importlib.import_module(f"{package.__name__}.{name}") for name in ("models", "errors"))
    http = httpx2.Client(transport=httpx2.MockTransport(recorder))
    client = package.Client(base_url=f"{ORIGIN}{sys.argv[4]}", http_client=http, max_retries=0, **credentials)
    methods = {_letters(name): method for name, method in sdk_methods(client).items()}

    def call(case: _Case) -> dict[str, Any]:
        method = methods[_letters(case["operation"])]
        arguments, body = _arguments(method, case), case["body"]
        if body:
            arguments |= {
                "media_type": body["media_type"],
                "body": of_sdk(models, body["model"], _value(body), has_files=bool(body["files"])),
            }
        try:
            response = method(**arguments)
        except errors.APIStatusError as error:
            return answered(
                error.status_code, None if error.body == b"" else error.body, pydantic_json, type(error).__name__
            )
        return answered(response.info.status_code, response.data, pydantic_json, "")

    return call


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


@cache
def _names(function: Callable[..., Any]) -> dict[str, str]:
    return {_letters(name): name for name in inspect.signature(function).parameters}


def _arguments(function: Callable[..., Any], case: _Case) -> dict[str, Any]:
    names = _names(function)
    return as_members(function, {names[_letters(name)]: value for name, value in case["arguments"].items()})


def _value(body: Mapping[str, Any]) -> Any:
    def read(item: Any) -> Any:
        return [read(one) for one in item] if isinstance(item, list) else str(item).encode()

    return (
        {**body["value"], **{name: read(body["value"][name]) for name in body["files"]}}
        if body["files"]
        else body["value"]
    )


def _made(call: _Call, recorder: Recorder, case: _Case) -> dict[str, Any]:
    recorder.answer, recorder.request = case["answer"], {}
    try:
        return {**call(case), "request": recorder.request}
    except Exception:
        return {"failed": traceback.format_exc(limit=-3), "request": recorder.request}


_KINDS: dict[str, tuple[Callable[[str, Mapping[str, str], Recorder], _Call], Any]] = {
    "clients": (_clients, httpx),
    "sdks": (_sdks, httpx2),
}

if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)
    told = json.loads(Path(sys.argv[3]).read_text())
    make, library = _KINDS[sys.argv[2]]
    noted = Recorder(library)
    sent = make(sys.argv[1], told["credentials"], noted)
    print(json.dumps([_made(sent, noted, case) for case in told["cases"]], default=repr))
