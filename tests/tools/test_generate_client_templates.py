from __future__ import annotations

import copy
import hashlib
import importlib.metadata
import json
import shutil
from pathlib import Path
from typing import Any

import client_api
import pytest

from stream_specs.errors import UserError
from stream_specs.generate import templates
from stream_specs.generate.document import for_generators
from stream_specs.generate.plan import CLIENTS
from stream_specs.generate.templates import facts
from stream_specs.generate.templates.changes import CHANGES, REPLACED
from stream_specs.generate.templates.credentials import credentials
from stream_specs.generate.templates.replacement import Change, changed

_WHERE = f"openapi-python-client {importlib.metadata.version('openapi-python-client')}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_changes_are_made_one_after_another(tmp_path: Path) -> None:
    (tmp_path / "a.jinja").write_text("one two")
    (tmp_path / "b.jinja").write_text("as it is")
    changes = [Change("a.jinja", "one", "two three"), Change("a.jinja", "three two", "3")]

    assert changed(tmp_path, changes, {"b.jinja": _digest("as it is")}) == {"a.jinja": "two 3"}


@pytest.mark.parametrize(
    ("changes", "replaced", "template", "message"),
    [
        ([Change("a.jinja", "gone", "x")], {}, "a.jinja", "expected once but found 0 times:\ngone"),
        ([Change("a.jinja", "twice", "x")], {}, "a.jinja", "expected once but found 2 times:\ntwice"),
        ([Change("b.jinja", "gone", "x")], {}, "b.jinja", "there is no such template"),
        ([], {"a.jinja": _digest("another")}, "a.jinja", "it is not the template that ours was written for"),
    ],
)
def test_a_template_that_is_not_as_expected_is_named(
    tmp_path: Path, changes: list[Change], replaced: dict[str, str], template: str, message: str
) -> None:
    (tmp_path / "a.jinja").write_text("twice and twice")

    with pytest.raises(UserError) as caught:
        changed(tmp_path, changes, replaced)

    assert (caught.value.what, caught.value.where) == (message, f"template {template} of {_WHERE}")
    assert caught.value.hint == "change stream_specs.generate.templates.changes to what it has now"


_UPGRADES = {
    **{name: (name, "") for name in REPLACED},
    **{f"{number}-{change.template}": (change.template, change.old) for number, change in enumerate(CHANGES)},
}


@pytest.mark.parametrize("upgrade", _UPGRADES)
def test_an_upgrade_that_changes_what_we_change_stops_the_generation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, upgrade: str
) -> None:
    template, old = _UPGRADES[upgrade]
    shutil.copytree(templates.installed(), tmp_path / "installed")
    path = tmp_path / "installed" / template
    path.write_text(path.read_text().replace(old, "") if old else path.read_text() + "\n")
    monkeypatch.setattr(templates, "installed", lambda: tmp_path / "installed")

    with pytest.raises(UserError) as caught:
        templates.write(tmp_path / "ours", _document())

    assert caught.value.where == f"template {template} of {_WHERE}"


def _document(**change: Any) -> dict[str, Any]:
    return for_generators({**copy.deepcopy(client_api.DOCUMENT), **change}, CLIENTS)


def _facts(document: dict[str, Any]) -> dict[str, Any]:
    """The variables of `facts.jinja`."""
    lines = facts.template(document).splitlines()
    return {line.split()[2]: eval(line.split(" = ", 1)[1].removesuffix(" %}")) for line in lines}


def test_the_facts_of_an_operation() -> None:
    found = _facts(_document())["facts"]

    assert found["search"] == {
        "id": "search",
        "accept": "application/json",
        "security": (("Bearer",),),
        "styles": {"commas": ",", "spaces": "%20", "pipes": "%7C", "deep": "[]", "flat": ","},
        "forms": {},
        "optional": False,
        "deprecated": False,
        "deprecated_parameters": ["old"],
    }
    assert found["save_thing"]["forms"] == {"thing": "[]"}
    assert [name for name in found if found[name]["optional"]] == ["note_thing", "tell"]
    assert [name for name in found if found[name]["deprecated"]] == ["remove_thing"]
    assert found["optionally"]["security"] == (("Token",), ())
    assert found["get_thing"]["security"] == ()


def test_an_accept_that_no_answer_names_is_everything() -> None:
    document = _document(paths={"/a": {"get": {"operationId": "a", "responses": {"204": {"description": "Done."}}}}})

    assert _facts(document)["facts"]["a"]["accept"] == "*/*"


def test_each_status_has_a_class() -> None:
    codes = ("200", "302", "401", "403", "404", "418", "429", "500", "501", "599")
    operation = {"operationId": "a", "responses": {code: {"description": "An answer."} for code in codes}}

    statuses = _facts(_document(paths={"/a": {"get": operation}}))["statuses"]

    assert {code: one["name"] for code, one in statuses.items()} == {
        "401": "AuthenticationError",
        "403": "PermissionDeniedError",
        "404": "NotFoundError",
        "418": "ImATeapotError",
        "429": "RateLimitError",
        "500": "InternalServerError",
        "501": "NotImplementedByServerError",
        "599": "Status599Error",
    }


def _operation(**keys: Any) -> dict[str, Any]:
    return {"paths": {"/a": {"get": {"operationId": "a", "responses": {"200": {"description": "Done."}}, **keys}}}}


def _schemes(**scheme: Any) -> dict[str, Any]:
    return {"paths": {}, "components": {"securitySchemes": {"Some": scheme}}}


@pytest.mark.parametrize(
    ("change", "message", "where"),
    [
        (_operation(responses={"default": {}}), "needs each status by itself, not `default`", "/paths/~1a/get"),
        (_operation(responses={"4XX": {}}), "needs each status by itself, not `4XX`", "/paths/~1a/get"),
        (
            _operation(parameters=[{"name": "q", "in": "query", "style": "odd", "schema": {}}]),
            "cannot write style `odd`",
            "/paths/~1a/get",
        ),
        (_schemes(type="mutualTLS"), "has no such security", "/components/securitySchemes/Some"),
        (_schemes(type="http", scheme="digest"), "has no such security", "/components/securitySchemes/Some"),
        (
            _schemes(type="apiKey", name="k", **{"in": "cookie"}),
            "has no such security",
            "/components/securitySchemes/Some",
        ),
        (
            _schemes(type="apiKey", name="Timeout", **{"in": "header"}),
            "has another argument `timeout`",
            "/components/securitySchemes",
        ),
    ],
)
def test_what_a_client_cannot_do_is_refused(change: dict[str, Any], message: str, where: str) -> None:
    with pytest.raises(UserError, match=message) as caught:
        facts.template(_document(**change))

    assert caught.value.where == where


def test_credentials_are_named_as_in_the_sdk_and_say_where_they_go() -> None:
    document = copy.deepcopy(client_api.DOCUMENT)
    schemes = document["components"]["securitySchemes"]
    schemes["Basic"] |= {"x-username": "admin", "description": "That of the\noperator."}
    schemes["Token"]["x-sdk-name"] = "key"

    found = {one.scheme: one for one in credentials(document)}

    assert {name: one.argument for name, one in found.items()} == {
        "Bearer": "access_token",
        "Basic": "password",
        "Token": "key",
        "HeaderKey": "x_key",
        "QueryKey": "query_key",
    }
    assert found["Basic"].place == {"header": "Authorization", "prefix": "Basic ", "username": "admin"}
    assert found["Basic"].facts["type"] == "str"
    assert found["Basic"].about == "That of the operator."
    assert found["Token"].place == {"header": "Authorization", "prefix": "Odd "}
    assert found["QueryKey"].facts["place"] == "query='query_key'"


def test_the_runtime_is_the_same_in_every_client(tmp_path: Path) -> None:
    templates.add_runtime(tmp_path)

    source = Path(templates.__file__).parent / "runtime"
    names = sorted(path.name for path in source.glob("*.py"))
    assert names == sorted(path.name for path in (tmp_path / "_runtime").iterdir())
    assert all((tmp_path / "_runtime" / name).read_text() == (source / name).read_text() for name in names)


def test_a_document_that_a_client_cannot_serve_stops_the_generation_with_one_message(tmp_path: Path) -> None:
    document = {**copy.deepcopy(client_api.DOCUMENT), **_operation(responses={"4XX": {"description": "No."}})}

    with pytest.raises(UserError, match="the client needs each status by itself, not `4XX`"):
        client_api.generate(tmp_path, json.loads(json.dumps(document)))
