"""The README of a client: its snippets run, and it says how credentials are given."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import client_api
import pytest
from loopback import Loopback, Reply

from stream_specs.generate.plan import GENERATORS, package
from stream_specs.generate.usage import usage


def _usage(code: Path, **change: Any) -> str:
    document = {**copy.deepcopy(client_api.DOCUMENT), **change}
    return usage(package("odd", document, GENERATORS[0]), document, code)


def _snippets(text: str, url: str) -> list[str]:
    return [one.replace("http://odd.example/v1", url) for one in re.findall(r"```python\n(.*?)```", text, re.DOTALL)]


def test_the_snippets_run_and_the_second_lets_an_error_through(code: Path, server: Loopback) -> None:
    server.replies += [Reply(b"[]"), Reply(b"", 401, "")]
    first, second = _snippets(_usage(code), server.url)

    exec(first, {})
    with pytest.raises(client_api.module("errors").APIError):
        exec(second, {})

    assert [one.headers["authorization"] for one in server.received] == ["Bearer ..."] * 2
    assert server.received[0].target == "/search"
    assert "except errors." in second


def test_the_readme_of_the_package_holds_it(code: Path) -> None:
    assert _usage(code) in (code.parent / "README.md").read_text()


def test_each_credential_is_named_with_its_place(code: Path) -> None:
    lines = [line for line in _usage(code).splitlines() if line.startswith("- ")]

    assert [line.partition(". ")[0].rstrip(".") for line in lines] == [
        "- `access_token`, sent in `Authorization: Bearer ...`",
        "- `basic`, sent in `Authorization: Basic ...`",
        "- `odd_token`, sent in `Authorization: Odd ...`",
        "- `x_key`, sent in `X-Key: ...`",
        "- `query_key`, sent in the query",
    ]


def test_a_name_and_password_are_shown_as_a_pair(code: Path) -> None:
    assert 'Client("http://odd.example/v1", basic=("...", "..."))' in _usage(code, security=[{"Basic": []}])


def test_the_call_that_is_shown_reads_and_is_no_options(code: Path) -> None:
    paths = copy.deepcopy(client_api.DOCUMENT["paths"])
    paths["/secured"]["get"]["x-effect"] = "read"
    options = {"/search": {"options": {"operationId": "searchOptions", "x-effect": "read", "responses": {}}}}

    assert "by_bearer.sync(client=client)" in _usage(code, paths={**options, **paths})


def test_an_accept_of_the_document_can_be_replaced(code: Path) -> None:
    assert 'search.sync(client=client, accept="a/b")' in _usage(code, **{"x-accept": "a/b"})
    assert "accept=" not in _usage(code)


def test_a_package_without_a_call_that_needs_nothing_shows_none(code: Path) -> None:
    assert "    ...\n" in _usage(code, paths={})
