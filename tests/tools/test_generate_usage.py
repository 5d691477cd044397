from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stream_specs.generate.plan import CLIENTS, GENERATORS, SDKS, package
from stream_specs.generate.usage import usage

_SCHEMES = {
    "Token": {"type": "http", "scheme": "bearer"},
    "Password": {"type": "http", "scheme": "Basic"},
    "Admin": {"type": "http", "scheme": "basic", "x-username": "admin", "x-sdk-name": "password_of_admin"},
    "Key": {"type": "apiKey", "in": "header", "name": "X-Key"},
}
_JSON = {"description": "Done.", "content": {"application/json": {}}}
_TOKEN: list[Any] = [{"Token": []}]
_PASSWORD: list[Any] = [{"Password": []}]


def _operation(name: str, effect: str = "read", **keys: Any) -> dict[str, Any]:
    return {"operationId": name, "tags": ["All"], "x-effect": effect, "responses": {"200": _JSON}, **keys}


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


@pytest.mark.parametrize(("kind", "pair"), [(CLIENTS, ("...", "...")), (SDKS, ("name", "password"))])
def test_a_snippet_gives_name_and_password_as_a_pair(tmp_path: Path, kind: str, pair: tuple[str, str]) -> None:
    text = _usage(kind, tmp_path, _operation("status"), security=_PASSWORD)

    assert f', password=("{pair[0]}", "{pair[1]}")) as client:' in text


@pytest.mark.parametrize("kind", [CLIENTS, SDKS])
@pytest.mark.parametrize(
    ("security", "argument"),
    [(_TOKEN, "access_token"), ([{"Key": []}], "x_key"), ([{"Admin": []}], "password_of_admin")],
    ids=["bearer", "key", "basic with the password alone"],
)
def test_a_snippet_gives_other_credentials_as_one_text(
    tmp_path: Path, kind: str, security: list[Any], argument: str
) -> None:
    text = _usage(kind, tmp_path, _operation("status"), security=security)

    assert f', {argument}="...") as client:' in text
