"""Decodes the answers of a mock through one generated package, in a process of its own.

python decode_examples.py API KIND URL CASES, with KIND `clients` or `sdks` and CASES a file with a JSON list of
{operation, prefer, arguments, body}: the header `Prefer` names the answer; `body` is null or media type, model,
value and the names of its files.
Prints a JSON list: what came back for each, as {status, decoded, model, error, unknown}, with `unknown` the properties
that the model does not have.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from call_generated import client_modules, letters, sdk_methods
from calls import TABLES
from request_bodies import of_client, of_sdk

_Case = Mapping[str, Any]
_Answer = dict[str, Any]
_Decode = Callable[[_Case], _Answer]


@contextmanager
def _clients(api: str, url: str) -> Iterator[_Decode]:
    package = importlib.import_module(f"{api.replace('-', '_')}_client")
    models = importlib.import_module(f"{package.__name__}.models")
    modules = client_modules(package.__name__)

    def decode(case: _Case) -> _Answer:
        call = modules[letters(case["operation"])].sync_detailed
        body = {"body": of_client(models, case["body"][1], _value(case))} if case["body"] else {}
        client.get_httpx_client().headers["Prefer"] = case["prefer"]
        response = call(client=client, **_arguments(call, case), **body)
        error = type(response.error).__name__ if response.error else ""
        return answered(response.status_code, response.parsed, attrs_json, error)

    with package.Client(url, **TABLES[api].credentials) as client:
        yield decode


@contextmanager
def _sdks(api: str, url: str) -> Iterator[_Decode]:
    package = importlib.import_module(f"{api.replace('-', '_')}_sdk")
    models, errors, options = (
        importlib.import_module(f"{package.__name__}.{n}") for n in ("models", "errors", "options")
    )

    def decode(case: _Case) -> _Answer:
        call = methods[letters(case["operation"])]
        arguments = _arguments(call, case)
        if case["body"]:
            media_type, model, *_ = case["body"]
            arguments |= {"media_type": media_type, "body": of_sdk(models, model, _value(case))}
        preferring = options.RequestOptions(extra_headers={"Prefer": case["prefer"]}, max_retries=0)
        try:
            response = call(**arguments, options=preferring)
        except errors.APIStatusError as error:
            # An empty body that the document does not describe is raw bytes.
            body = None if error.body == b"" else error.body
            return answered(error.status_code, body, pydantic_json, type(error).__name__)
        return answered(response.info.status_code, response.data, pydantic_json, "")

    with package.Client(base_url=url, **TABLES[api].credentials) as client:
        methods = sdk_methods(client)
        yield decode


def _value(case: _Case) -> Any:
    """The value of a body, with bytes where it has files."""
    _, _, value, files = case["body"]

    def read(item: Any) -> Any:
        return [read(one) for one in item] if isinstance(item, list) else str(item).encode()

    return {**value, **{name: read(value[name]) for name in files}} if files else value


def _arguments(call: Callable[..., Any], case: _Case) -> dict[str, Any]:
    """The arguments of a case under the names that the function has for them."""
    names = {letters(name): name for name in inspect.signature(call).parameters}
    return {names[letters(name)]: value for name, value in case["arguments"].items()}


def answered(status: int, value: Any, written: Callable[[Any], Any], error: str) -> _Answer:
    models = {type(item).__name__ for item in (value if isinstance(value, list) else [value])}
    return {
        "status": status,
        "decoded": _each(value, written),
        "model": " ".join(sorted(models)),
        "error": error,
        "unknown": list(_unknown(value)),
    }


def _each(value: Any, written: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {name: _each(item, written) for name, item in value.items()}
    return [_each(item, written) for item in value] if isinstance(value, list) else written(value)


def attrs_json(value: Any) -> Any:
    return value.to_dict() if hasattr(value, "to_dict") else value


def _unknown(value: Any) -> Iterator[str]:
    """The properties that attrs models keep beside their own; a model without any of its own is a map of them.

    An object that fits none of several models is kept as a dict: all of it is unknown, unless its values are models.
    """
    if isinstance(value, list):
        for item in value:
            yield from _unknown(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            is_model = hasattr(item, "additional_properties") or hasattr(item, "model_dump")
            yield from _unknown(item) if is_model else (name,)
    elif hasattr(value, "additional_properties"):
        own = [name for name in value.__slots__ if name not in ("additional_properties", "__weakref__")]
        yield from value.additional_properties if own else ()
        for name in own:
            yield from _unknown(getattr(value, name))


def pydantic_json(value: Any) -> Any:
    dump = getattr(value, "model_dump", None)
    return dump(mode="json", by_alias=True, exclude_unset=True) if dump else value


_KINDS = {"clients": _clients, "sdks": _sdks}

if __name__ == "__main__":
    with _KINDS[sys.argv[2]](sys.argv[1], sys.argv[3]) as decode_case:
        print(json.dumps([decode_case(case) for case in json.loads(Path(sys.argv[4]).read_text())], default=repr))
