"""The code samples of the documentation page do what it says: all are sent, a spread is answered."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from calls import TABLES

from stream_contracts.mock import server
from stream_specs.docs.endpoints import endpoints
from stream_specs.docs.requests import server as server_of
from stream_specs.docs.samples import code_samples

_ROOT = Path(__file__).parents[2]
_GENERATED = _ROOT / "generated"
_APIS = sorted(path.stem for path in (_GENERATED / "bundles").glob("*.json") if "." not in path.stem)
_DOCUMENTS = {api: json.loads((_GENERATED / "bundles" / f"{api}.json").read_text()) for api in _APIS}
_EVERY = 10  # of how many operations one is sent to a mock; all where there are fewer than twenty
_FORMS = ("addChannelProduct", "updateProduct", "HandleIndieAuthEndpointPost", "startCommercial")
# What the initial world of a mock does not have, or what is answered with no success by the document itself.
_REFUSED = {
    "SendUserMessage": "the document knows only its refusal",
    "GetUserDetails": "no chat user has the token of the example yet",
    "UpdateMessageVisibility": "no chat user has the token of the example yet",
    "UpdateUserEnabled": "no chat user has the token of the example yet",
    "DeleteCustomEmoji": "nobody has added the emoji yet",
    "HandleIndieAuthRedirect": "a redirect, which an SDK does not follow",
    "HandleIndieAuthEndpointGet": "a redirect, which an SDK does not follow",
}


@pytest.fixture(scope="module")
def samples() -> dict[str, dict[str, Any]]:
    """The samples of each API by operation."""
    return {api: code_samples(api, document, _GENERATED) for api, document in _DOCUMENTS.items()}


def _path_pattern(api: str, path: str) -> str:
    base = urlsplit(server_of(_DOCUMENTS[api])).path.rstrip("/")
    return re.escape(base) + re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path)) + r"\Z"


def _run(programs: list[tuple[str, str, str]], folder: Path) -> dict[str, Any]:
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / "programs.json").write_text(json.dumps(programs))
    script = Path(__file__).with_name("run_samples.py")
    command = [sys.executable, str(script), str(_GENERATED), "programs.json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _is_sent(number: int, operation: str, count: int) -> bool:
    return count < 20 or number % _EVERY == 0 or operation in _FORMS


def _filled(api: str, program: str, url: str) -> str:
    """A program as a reader fills it in: the address and the credentials of the mock."""
    program = program.replace(server_of(_DOCUMENTS[api]), url)
    for argument, credential in TABLES[api].credentials.items():
        program = program.replace(f'{argument}="..."', f"{argument}={credential!r}")
    return program


@pytest.fixture(scope="module", params=["client", "sdk"])
def results(
    request: pytest.FixtureRequest, samples: dict[str, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What came of all programs of a kind without a mock, and of a spread of them with one (`answered/...`)."""
    programs = [("wrong", "from owncast_client import Missing", "")]
    with ExitStack() as stack:
        for api in _APIS:
            mock = stack.enter_context(server.running_mock(api))
            origin = mock.url.removesuffix(urlsplit(mock.url).path)
            sources = dict(_sources(samples[api], request.param))
            programs += [(f"made/{api}/{name}", _filled(api, one, mock.url), "") for name, one in sources.items()]
            programs += [
                (f"answered/{api}/{name}", _filled(api, one, mock.url), origin)
                for number, (name, one) in enumerate(sources.items())
                if _is_sent(number, name, len(sources))
            ]
        return _run(programs, tmp_path_factory.mktemp("programs"))


def _sources(samples: dict[str, Any], kind: str) -> Iterator[tuple[str, str]]:
    for name, found in samples.items():
        yield from ((name, one.source) for one in found if one.kind == kind)


def _named(results: dict[str, Any], start: str) -> dict[str, Any]:
    return {name.removeprefix(start): result for name, result in results.items() if name.startswith(start)}


@pytest.mark.slow
def test_every_python_sample_makes_the_request_of_its_operation(results: dict[str, Any]) -> None:
    described = {f"{api}/{one.id}": (api, one) for api in _APIS for one in endpoints(_DOCUMENTS[api])}

    made = _named(results, "made/")

    assert made.keys() == {name for name, (_, one) in described.items() if one.method != "OPTIONS"}
    for name, result in made.items():
        api, endpoint = described[name]
        assert result["sent"], f"{name}: {result['error']}"
        assert result["sent"][0] == endpoint.method, name
        assert re.match(_path_pattern(api, endpoint.path), urlsplit(result["sent"][1]).path), name


@pytest.mark.slow
def test_a_mock_answers_the_samples(results: dict[str, Any]) -> None:
    answered = _named(results, "answered/")

    failed = {name: result["error"] for name, result in answered.items() if result["error"]}
    assert len(answered) > 40
    assert {name: error for name, error in failed.items() if name.partition("/")[2] not in _REFUSED} == {}


@pytest.mark.slow
def test_a_sample_that_cannot_run_is_noticed(results: dict[str, Any]) -> None:
    assert results["wrong"]["sent"] == []
    assert "cannot import name 'Missing'" in results["wrong"]["error"]


@pytest.mark.parametrize("api", _APIS)
def test_every_command_names_method_and_path(samples: dict[str, dict[str, Any]], api: str) -> None:
    for endpoint in endpoints(_DOCUMENTS[api]):
        command = shlex.split(samples[api][endpoint.id][0].source)

        url = next(word for word in command if word.startswith("http"))
        has_data = any(word in ("-d", "-F", "--form-string", "--data-urlencode") for word in command)
        method = command[command.index("-X") + 1] if "-X" in command else "POST" if has_data else "GET"
        assert (command[0], method) == ("curl", endpoint.method), endpoint.id
        assert re.match(_path_pattern(api, endpoint.path), unquote(urlsplit(url).path)), endpoint.id
        if endpoint.body and "-d" in command:
            examples = [one["examples"].values() for one in endpoint.body["content"].values()]
            known = [example["value"] for each in examples for example in each]
            assert json.loads(command[command.index("-d") + 1]) in known
