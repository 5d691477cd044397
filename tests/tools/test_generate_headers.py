from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stream_specs.errors import UserError
from stream_specs.generate import headers
from stream_specs.generate.plan import GENERATORS, Package, package

_CLIENT, _SDK = GENERATORS
_AUTH = '    return f"Bearer {value}" if scheme.kind == "bearer" else value\n'
_OPERATIONS = """\
OPERATION_0: Final[OperationPlan[Read]] = OperationPlan(
    operation_id="read",
)
OPERATION_1: Final[OperationPlan[Write]] = OperationPlan(
    operation_id="write",
)
"""


def _document(prefix: str = "", accept: str = "") -> dict[str, Any]:
    scheme = {"type": "apiKey", "in": "header", "name": "Authorization"} | ({"x-prefix": prefix} if prefix else {})
    operations = {"get": {"operationId": "read", "x-accept": "a/own"}, "put": {"operationId": "write"}}
    return {
        "info": {"title": "Tiny", "version": "1.0"},
        **({"x-accept": accept} if accept else {}),
        "paths": {"/a": operations if accept else {}},
        "components": {"securitySchemes": {"Token": scheme}},
    }


def _client(folder: Path, document: dict[str, Any]) -> Package:
    (folder / "client.py").write_text('    token: str\n    prefix: str = "Bearer"\n')
    return package("tiny", document, _CLIENT)


def _sdk(folder: Path, document: dict[str, Any]) -> Package:
    (folder / "_runtime" / "client").mkdir(parents=True)
    (folder / "_runtime" / "client" / "auth.py").write_text(_AUTH)
    (folder / "_operations.py").write_text(_OPERATIONS)
    return package("tiny", document, _SDK)


def test_the_prefix_of_the_document_is_that_of_a_client(tmp_path: Path) -> None:
    document = _document(prefix="OAuth ")

    headers.set_defaults(_client(tmp_path, document), document, tmp_path)

    assert (tmp_path / "client.py").read_text() == '    token: str\n    prefix: str = "OAuth"\n'


def test_the_prefix_of_the_document_precedes_the_credential_of_its_scheme_in_an_sdk(tmp_path: Path) -> None:
    document = _document(prefix="OAuth ")

    headers.set_defaults(_sdk(tmp_path, document), document, tmp_path)

    text = (tmp_path / "_runtime" / "client" / "auth.py").read_text()
    assert text == _AUTH.replace("else value", "else {'Token': 'OAuth '}.get(scheme.name, '') + value")
    assert (tmp_path / "_operations.py").read_text() == _OPERATIONS


def test_each_operation_of_an_sdk_accepts_what_the_document_says(tmp_path: Path) -> None:
    document = _document(accept="a/root")

    headers.set_defaults(_sdk(tmp_path, document), document, tmp_path)

    added = (tmp_path / "_operations.py").read_text().removeprefix(_OPERATIONS).splitlines()
    assert added[-2:] == ['OPERATION_0.responses.accept = "a/own"', 'OPERATION_1.responses.accept = "a/root"']


@pytest.mark.parametrize("make", [_client, _sdk])
def test_code_stays_when_the_document_says_nothing(tmp_path: Path, make: Any) -> None:
    made = make(tmp_path, _document())
    before = {path: path.read_text() for path in tmp_path.rglob("*.py")}

    headers.set_defaults(made, _document(), tmp_path)

    assert {path: path.read_text() for path in tmp_path.rglob("*.py")} == before


@pytest.mark.parametrize("prefix", ["OAuth", "OAuth  ", "An OAuth "])
def test_a_prefix_that_a_client_cannot_write_is_refused(tmp_path: Path, prefix: str) -> None:
    document = _document(prefix=prefix)

    with pytest.raises(UserError, match="the client can write one prefix, a word with a space after it"):
        headers.set_defaults(_client(tmp_path, document), document, tmp_path)


@pytest.mark.parametrize(
    ("make", "name", "message"),
    [
        (_client, "client.py", 'wrote `prefix: str = "Bearer"` 0 times instead of once in client.py'),
        (_sdk, "_runtime/client/auth.py", "0 times instead of once in auth.py"),
        (_sdk, "_operations.py", "wrote no constant for read, write in _operations.py"),
    ],
)
def test_a_generator_that_writes_something_else_is_noticed(tmp_path: Path, make: Any, name: str, message: str) -> None:
    document = _document(prefix="OAuth ", accept="a/root")
    made = make(tmp_path, document)
    (tmp_path / name).write_text("something_else = True\n")

    with pytest.raises(UserError, match=message):
        headers.set_defaults(made, document, tmp_path)
