"""Both generated packages of every API are installed by pip and call every operation of the mock."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from call_generated import DRIVERS, letters
from calls import TABLES

from stream_contracts.mock import server
from stream_contracts.mock.messages import Answer, Handle
from stream_contracts.mock.messages import Call as Received

_ROOT = Path(__file__).parents[2]
_GENERATED = _ROOT / "generated"
_APIS = sorted(path.stem for path in (_GENERATED / "bundles").glob("*.json") if "." not in path.stem)
_PIP = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]


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


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all generated packages installed into it, without their dependencies."""
    target = tmp_path_factory.mktemp("site")
    packages = [str(folder / api) for folder in (_GENERATED / "clients", _GENERATED / "sdks") for api in _APIS]
    done = subprocess.run([*_PIP, "--target", str(target), *packages], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture
def mock(request: pytest.FixtureRequest) -> Iterator[str]:
    """The base URL of a fresh mock of the API `request.param`."""
    command = [str(Path(sys.executable).with_name("stream-contracts")), "mock", "--api", request.param, "--port", "0"]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = next((match for line in process.stdout if (match := re.search(r"http://\S+", line))), None)
        try:
            assert found, f"the mock ended with {process.wait()} before it was ready"
            yield _base_url(request.param, found.group())
        finally:
            process.terminate()
            process.stdout.read()


def _base_url(api: str, url: str) -> str:
    """The URL that the mock printed, with the base path of the document."""
    parts = urlsplit(url)
    return f"http://{parts.netloc}{urlsplit(_document(api)['servers'][0]['url']).path}"


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


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize(("api", "mock"), [(api, api) for api in _APIS], indirect=["mock"], ids=_APIS)
def test_every_operation_of_the_mock_answers_with_decoded_values(site: Path, mock: str, api: str, driver: str) -> None:
    script = Path(__file__).with_name("call_generated.py")

    results = json.loads(_run(site, str(script), api, driver, mock))

    assert [one["actual"] for one in results] == [one["expected"] for one in results]


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


@pytest.mark.parametrize("kind", ["clients", "sdks"])
@pytest.mark.parametrize(("api", "mock"), [(api, api) for api in _APIS], indirect=["mock"], ids=_APIS)
def test_the_snippets_of_a_readme_run_as_they_stand(site: Path, mock: str, api: str, kind: str) -> None:
    readme = (_GENERATED / kind / api / "README.md").read_text()
    snippets = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)

    given = [one.replace(_document(api)["servers"][0]["url"], mock) for one in snippets]
    told = [one + "print(type(answer).__name__)" if "answer = " in one else one for one in given]
    printed = [_run(site, "-c", _with_credentials(api, one)) for one in told]

    assert all(printed)
    assert "answer = " in given[0]
    for snippet, text in zip(snippets, printed, strict=True):
        assert "answer = " not in snippet or text.strip() in _successes(api, snippet), snippet


@pytest.mark.parametrize("driver", ["client-sync", "sdk-sync"])
@pytest.mark.parametrize("api", _APIS)
def test_requests_carry_the_headers_and_lists_that_the_document_describes(site: Path, api: str, driver: str) -> None:
    received: list[Received] = []

    def note(call: Received, handle: Handle) -> Answer:
        received.append(call)
        return handle(call)

    with server.running(dataclasses.replace(server.make(api), around=(note,))) as mock:
        _run(site, str(Path(__file__).with_name("call_generated.py")), api, driver, mock.url)

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
