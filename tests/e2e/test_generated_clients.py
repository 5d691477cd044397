"""Both generated packages of every API are installed by pip and call every operation of the mock."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from call_generated import DRIVERS, letters
from calls import TABLES

from stream_contracts.mock import server
from stream_contracts.mock.messages import Answer, Handle
from stream_contracts.mock.messages import Call as Received

_ROOT = Path(__file__).parents[2]
_GENERATED = _ROOT / "generated"
_APIS = sorted(path.stem for path in (_GENERATED / "bundles").glob("*.json") if "." not in path.stem)


@cache
def _document(api: str) -> Any:
    return json.loads((_GENERATED / "bundles" / f"{api}.json").read_text())


def _operations(api: str) -> dict[str, str]:
    """The first tag of each operation that the packages have: of all but OPTIONS."""
    methods = [one for path in _document(api)["paths"].values() for verb, one in path.items() if verb != "options"]
    return {one["operationId"]: one["tags"][0] for one in methods if isinstance(one, dict) and "operationId" in one}


def _sdk_methods(api: str) -> dict[str, str]:
    """How each operation is called in the SDK, as its module `operations` says."""
    text = next((_GENERATED / "sdks" / api).glob("*/operations.py")).read_text()
    return dict(re.findall(r'^ +"(\w+)": "([\w.]+)",$', text, re.MULTILINE))


@pytest.mark.parametrize("api", _APIS)
def test_every_operation_has_a_call(api: str) -> None:
    called = {call.operation for call in TABLES[api].calls}

    assert called == set(_operations(api))


@pytest.mark.parametrize("api", _APIS)
def test_each_operation_is_in_the_module_of_its_first_tag_and_there_is_no_other(api: str) -> None:
    modules = (_GENERATED / "clients" / api).glob("*/api/*/[!_]*.py")
    readme = next((_GENERATED / "sdks" / api).glob("*/README.md")).read_text()
    named = _sdk_methods(api)
    expected = sorted((letters(tag.replace(" ", "")), letters(name)) for name, tag in _operations(api).items())

    assert sorted((letters(path.parent.name), letters(path.stem)) for path in modules) == expected
    assert named.keys() == _operations(api).keys()
    assert sorted(re.findall(r"^### `client\.(\w+\.\w+)`$", readme, re.MULTILINE)) == sorted(named.values())


@pytest.mark.parametrize("api", _APIS)
@pytest.mark.parametrize("suffix", ["client", "sdk"])
def test_a_package_is_typed_and_has_the_version_of_its_document(site: Path, api: str, suffix: str) -> None:
    installed: dict[str, Distribution] = {one.name: one for one in distributions(path=[str(site)])}

    package = installed[f"{api}-{suffix}"]

    assert package.version == _document(api)["info"]["version"]
    assert (site / f"{api.replace('-', '_')}_{suffix}" / "py.typed").is_file()
    assert all(re.match(r"(attrs|httpx2?|pydantic|typing-extensions)\b", one) for one in package.requires or [])


def _run(site: Path, *arguments: str) -> str:
    """What a Python process that has the generated packages prints."""
    kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    command = [sys.executable, "-s", "-W", "error", *arguments]
    environment = {**kept, "PYTHONPATH": str(site)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@contextmanager
def _recorded(api: str) -> Iterator[tuple[str, list[Received]]]:
    """The URL of a fresh mock, and what it receives."""
    received: list[Received] = []

    def note(call: Received, handle: Handle) -> Answer:
        received.append(call)
        return handle(call)

    with server.running(dataclasses.replace(server.make(api), around=(note,))) as mock:
        yield mock.url, received


@pytest.mark.parametrize("api", _APIS)
def test_every_operation_is_sent_as_described_and_answers_with_decoded_values(site: Path, api: str) -> None:
    script = Path(__file__).with_name("call_generated.py")
    with ExitStack() as stack:
        mocks = {driver: stack.enter_context(_recorded(api)) for driver in DRIVERS}
        results = json.loads(_run(site, str(script), api, *(url for url, _ in mocks.values())))

    for driver, (_, received) in mocks.items():
        actual, expected = ([one[key] for one in results[driver]] for key in ("actual", "expected"))
        assert (driver, actual) == (driver, expected)
        _assert_described(api, received)


def _assert_described(api: str, received: list[Received]) -> None:
    """Requests carry the headers and lists that the document describes, and bodies where there are some."""
    chosen = {call.operation: call.accept for call in TABLES[api].calls if call.accept}
    for call in received:
        assert call.endpoint is not None
        operation = call.endpoint.operation
        described = operation.extensions.get("x-accept", _document(api).get("x-accept"))
        assert described is None or call.headers["accept"] in (described, chosen.get(operation.id))
        names = [name for name, _ in parse_qsl(call.query, keep_blank_values=True)]
        joined = [one.name for one in operation.parameters if one.location == "query" and not one.explode]
        assert [name for name in joined if names.count(name) > 1] == []
    assert {call.endpoint.operation.id for call in received if call.endpoint} == set(_operations(api))
    sent = {call.endpoint.operation.id for call in received if call.endpoint and call.body}
    assert sent == {call.operation for call in TABLES[api].calls if call.body}


def _successes(api: str, snippet: str) -> set[str]:
    """The classes that the operation which a snippet calls returns."""
    called = re.search(r"(?:client\.(\w+\.\w+)|(\w+)\.sync)\(", snippet)
    name = (called[1] or called[2]) if called else ""
    methods = _sdk_methods(api)
    return {
        call.returns
        for call in TABLES[api].calls
        if not call.error and (methods[call.operation] == name or letters(call.operation) == letters(name))
    }


def _with_credentials(api: str, snippet: str) -> str:
    """A snippet of a README with the credentials of the mock in the place of those that a reader fills in."""
    for argument, credential in TABLES[api].credentials.items():
        snippet = snippet.replace(f'{argument}="..."', f'{argument}="{credential}"')
    return snippet


# Each snippet is a program of its own, but for the time that it takes to load the package.
_SNIPPETS = """
import contextlib, io, json, sys
printed = []
for snippet in json.loads(sys.argv[1]):
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(snippet, "README.md", "exec"), {"__name__": "__main__"})
    printed.append(out.getvalue())
print(json.dumps(printed))
"""


@pytest.mark.parametrize("kind", ["clients", "sdks"])
@pytest.mark.parametrize("api", _APIS)
def test_the_snippets_of_a_readme_run_as_they_stand(site: Path, api: str, kind: str) -> None:
    readme = (_GENERATED / kind / api / "README.md").read_text()
    snippets = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)

    with server.running_mock(api) as mock:
        given = [one.replace(_document(api)["servers"][0]["url"], mock.url) for one in snippets]
        told = [one + "print(type(answer).__name__)" if "answer = " in one else one for one in given]
        programs = [_with_credentials(api, one) for one in told]
        printed = json.loads(_run(site, "-c", _SNIPPETS, json.dumps(programs)))

    assert all(printed)
    assert "answer = " in given[0]
    for snippet, text in zip(snippets, printed, strict=True):
        assert "answer = " not in snippet or text.strip() in _successes(api, snippet), snippet
