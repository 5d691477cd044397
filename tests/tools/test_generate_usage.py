from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stream_specs.generate.plan import CLIENTS, GENERATORS, SDKS, package
from stream_specs.generate.usage import usage

_SCHEMES = {
    "Token": {"type": "http", "scheme": "bearer"},
    "Password": {"type": "http", "scheme": "Basic"},
    "Key": {"type": "apiKey", "in": "header", "name": "X-Key"},
}
_TOKEN: list[Any] = [{"Token": []}]
_PASSWORD: list[Any] = [{"Password": []}]


def _operation(name: str, effect: str = "read", **keys: Any) -> dict[str, Any]:
    return {"operationId": name, "x-effect": effect, **keys}


def _usage(kind: str, folder: Path, *operations: dict[str, Any], **document: Any) -> str:
    """The text for a document in which each operation has a path."""
    paths = {f"/{one['operationId']}": {one.get("x-method", "get"): one} for one in operations}
    whole = {
        "info": {"title": "T", "version": "1.0"},
        "paths": paths,
        "components": {"securitySchemes": _SCHEMES},
        **document,
    }
    (folder / "api" / "all").mkdir(parents=True)
    for one in operations:
        (folder / "api" / "all" / f"{one['operationId']}.py").touch()
    headings = "\n".join(f"### `client.all.{one['operationId']}`" for one in operations)
    (folder / "README.md").write_text(headings)
    (folder / "_client.py").write_text('{"Token": bearer_auth, "Password": basic_auth, "Key": key}')
    generator = next(one for one in GENERATORS if one.kind == kind)
    return usage(package("notes", whole, generator), whole, folder)


@pytest.mark.parametrize("kind", [CLIENTS, SDKS])
@pytest.mark.parametrize(
    "first",
    [
        _operation("other", "create"),
        _operation("other", deprecated=True),
        _operation("other", **{"x-method": "options"}),
        _operation("other", parameters=[{"name": "a", "in": "query", "required": True}]),
        _operation("other", security=_TOKEN),
    ],
    ids=["a change", "deprecated", "options", "needs an argument", "takes another credential"],
)
def test_the_snippet_calls_what_can_be_called_without_thinking(
    tmp_path: Path, kind: str, first: dict[str, Any]
) -> None:
    text = _usage(kind, tmp_path, first, _operation("status"), security=_PASSWORD)

    assert "answer = status.sync(client=client)" in text or "answer = client.all.status()" in text


@pytest.mark.parametrize("kind", [CLIENTS, SDKS])
def test_the_credential_of_the_root_is_no_reason_where_it_may_be_left_out(tmp_path: Path, kind: str) -> None:
    first = _operation("mine", security=_TOKEN)

    text = _usage(kind, tmp_path, first, _operation("all"), security=[{"Key": []}, {}])

    assert "mine.sync" in text or "client.all.mine()" in text


def test_a_snippet_of_a_client_writes_name_and_password_as_basic_wants_them(tmp_path: Path) -> None:
    text = _usage(CLIENTS, tmp_path, _operation("status"), security=_PASSWORD)

    assert text.startswith("```python\nfrom base64 import b64encode\n\nfrom notes_client import AuthenticatedClient\n")
    assert 'token=b64encode(b"name:password").decode(), prefix="Basic"' in text
    assert 'For operations that take Token it is `token="..."`.' in text
    assert all(len(line) <= 120 for line in text.splitlines())


def test_a_snippet_of_a_client_with_a_token_says_how_to_give_a_password(tmp_path: Path) -> None:
    text = _usage(CLIENTS, tmp_path, _operation("status"), security=_TOKEN)

    assert "b64encode" not in text.partition("Each operation")[0]
    assert 'token="..."' in text
    assert (
        'For operations that take Password it is `token=b64encode(b"name:password").decode(), prefix="Basic"`' in text
    )


@pytest.mark.parametrize(
    ("security", "argument"),
    [(_PASSWORD, 'basic_auth=("name", "password")'), (_TOKEN, 'bearer_auth="..."'), ([{"Key": []}], 'key="..."')],
    ids=["basic", "bearer", "key"],
)
def test_a_snippet_of_an_sdk_gives_the_credential_as_the_client_takes_it(
    tmp_path: Path, security: list[Any], argument: str
) -> None:
    text = _usage(SDKS, tmp_path, _operation("status"), security=security)

    assert f'with Client(base_url="http://127.0.0.1", {argument}) as client:' in text
