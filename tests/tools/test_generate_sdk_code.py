from __future__ import annotations

import ast
import logging
from pathlib import Path
from typing import Any

import pytest
import sdk_api
from once import once

from stream_specs.errors import UserError
from stream_specs.generate import job, sdk_code, sdk_models, sdk_pages, sdk_types
from stream_specs.generate.document import for_generators
from stream_specs.generate.plan import GENERATORS, package
from stream_specs.generate.sdk_runtime.logs import QueryFilter


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code as the generator writes it, before it is adapted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sdk_code, "adapt", lambda *_: None)
        patch.setattr(job, "_format", lambda *_: None)
        return once(tmp_path_factory, "untouched", sdk_api.generate) / "shelf" / sdk_api.MODULE


@pytest.fixture
def code(untouched: Path, tmp_path: Path) -> Path:
    for path in untouched.rglob("*.*"):
        target = tmp_path / path.relative_to(untouched)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return tmp_path


def _adapt(document: dict[str, Any], code: Path) -> None:
    sdk_code.adapt(package("shelf", document, GENERATORS[1]), document, code)


@pytest.mark.parametrize(
    ("file", "old", "message"),
    [
        ("_runtime/client/options.py", "read=600.0", "0 times instead of once in _runtime/client/options.py"),
        ("_runtime/client/auth.py", "if (pair :=", "0 times instead of once in _runtime/client/auth.py"),
        ("_runtime/client/auth.py", 'f"Bearer {value}"', "0 times instead of once in _runtime/client/auth.py"),
        ("_runtime/client/client.py", "route = filled(", "0 times instead of once in _runtime/client/client.py"),
        ("_runtime/client/native.py", "from .errors", "0 times instead of once in _runtime/client/native.py"),
        ("_generated_docs/runtime.md", "a 600 second timeout", "0 times instead of once in _generated_docs/runtime.md"),
        ("_client.py", "keeper_password: UserPassword", "0 times instead of once in _client.py"),
        ("resources/books/_async.py", "def remove(", "no method remove in resources/books/_async.py"),
    ],
)
def test_a_generator_that_writes_something_else_is_noticed(code: Path, file: str, old: str, message: str) -> None:
    text = (code / file).read_text()
    assert old in text
    (code / file).write_text(text.replace(old, "something_else"))

    with pytest.raises(UserError, match=message):
        _adapt(sdk_api.document(), code)


def test_an_accept_without_an_operation_is_noticed(code: Path) -> None:
    document = sdk_api.document() | {"x-accept": "application/vnd.shelf+json"}
    (code / "_operations.py").write_text("")

    with pytest.raises(UserError, match=r"no constant for addBook, .* in _operations.py"):
        _adapt(document, code)


def test_each_operation_accepts_what_the_document_says(code: Path) -> None:
    document = sdk_api.document() | {"x-accept": "a/root"}
    document["paths"]["/books"]["post"]["x-accept"] = "a/own"

    _adapt(document, code)

    head = "# What to accept, where it is more than the media types of successes.\n"
    added = (code / "_operations.py").read_text().split(head)[1].splitlines()
    assert added[:2] == ['OPERATION_0.responses.accept = "a/root"', 'OPERATION_1.responses.accept = "a/own"']
    assert len(added) == 11


def test_without_x_accept_the_media_types_of_errors_are_accepted_too(code: Path) -> None:
    document = sdk_api.document()
    content = {"text/plain": {"schema": {"type": "string"}}}
    document["paths"]["/books"]["post"]["responses"]["422"] = {"description": "Bad.", "content": content}

    _adapt(document, code)

    assert '.responses.accept = "application/json, text/plain"\n' in (code / "_operations.py").read_text()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"items": "/entries"}, "no required property `entries` of a model"),
        ({"items": "/_links"}, "the items are no list but `Links`"),
        ({"items": "/_links/next/first"}, "no required property `first`"),
        ({"next": "/_links/following"}, "no required property `following`"),
        ({"style": "offset", "parameter": "start"}, "names no query parameter: `start`"),
        ({"style": "offset", "parameter": "offset", "total": "/count"}, "no required property `count`"),
    ],
)
def test_a_pagination_that_does_not_fit_the_models_is_refused(code: Path, change: dict[str, str], message: str) -> None:
    document = sdk_api.document()
    document["paths"]["/books"]["get"][sdk_pages.KEY] |= change

    with pytest.raises(UserError, match=message):
        sdk_pages.add_iterators(package("shelf", document, GENERATORS[1]), document, code)


def test_the_items_of_a_list_are_named_as_other_modules_name_them(code: Path) -> None:
    models = sdk_models.Models.read(code)
    annotation = ast.parse("list[Book | str]", mode="eval").body

    assert models.item(annotation, "here") == "models.Book | str"


def test_the_document_names_schemes_like_arguments_and_has_no_defaults() -> None:
    told = for_generators(sdk_api.document(), "sdks")

    assert list(told["components"]["securitySchemes"]) == [
        "access_token",
        "keeper_password",
        "shelf_token",
        "x_shelf_key",
        "key",
    ]
    assert told["security"] == [{"access_token": []}]
    assert told["paths"]["/secured"]["get"]["security"] == [{"keeper_password": []}]
    assert told["paths"]["/books"]["get"]["parameters"][0]["schema"] == {"type": "integer", "minimum": 1, "maximum": 9}
    pages = told["components"]["schemas"]["NewBook"]["properties"]["pages"]
    assert pages == {"type": "integer", "enum": [10, 20], "description": "How many. Default: `10`."}


def test_a_type_that_a_method_hides_is_written_with_its_module() -> None:
    code = (
        "from __future__ import annotations\n"
        "class A:\n"
        "    def list(self, *, é: dict[str, list[int]]) -> list[str]: ...\n"
        "class B:\n"
        "    def get(self) -> list[str]: ...\n"
    )

    assert sdk_types.qualified(code) == (
        "from __future__ import annotations\n\nimport builtins\n"
        "class A:\n"
        "    def list(self, *, é: dict[str, builtins.list[int]]) -> builtins.list[str]: ...\n"
        "class B:\n"
        "    def get(self) -> list[str]: ...\n"
    )


def test_a_constrained_type_is_annotated() -> None:
    code = "a: int | constr(pattern=r'^[0-9]+$', min_length=1) | conint(ge=2)\n"

    assert sdk_types.annotated(code) == (
        "a: int | Annotated[str, Field(pattern='^[0-9]+$', min_length=1)] | Annotated[int, Field(ge=2)]\n"
    )


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://a.example/b?key=secret", "http://a.example/b?key=***"),
        ("http://a.example/b?a=1&key=secret&c=2", "http://a.example/b?a=1&key=***&c=2"),
        ("http://a.example/b?monkey=seen", "http://a.example/b?monkey=seen"),
    ],
)
def test_the_values_of_some_parameters_are_not_logged(address: str, shown: str) -> None:
    record = logging.LogRecord("httpx2", logging.INFO, "", 1, "%s %s %d", ("GET", address, 200), None)

    assert QueryFilter(["key"]).filter(record)
    assert record.getMessage() == f"GET {shown} 200"
