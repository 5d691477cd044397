from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner
from openapi30 import as_json_schema
from openapi_spec_validator import OpenAPIV30SpecValidator

from stream_specs.downconvert import cli, downconvert
from stream_specs.errors import UserError

_ROOT = Path(__file__).parents[2]
_BUNDLES = _ROOT / "generated" / "bundles"
_APIS = sorted(path.stem for path in _BUNDLES.glob("*.json") if "." not in path.stem)
_NULL = {"enum": [None]}
_FORM = "application/x-www-form-urlencoded"
_A, _B = {"type": "string"}, {"type": "integer"}
_HAS_A = {"type": "object", "required": ["a"], "properties": {"a": {}}}
_REF = {"$ref": "#/components/schemas/Name"}


def _document(schema: Any = None, **more: Any) -> dict[str, Any]:
    schemas = {"Name": {"type": "string"}, "Tried": {} if schema is None else schema}
    info = {"title": "Tiny", "version": "1", "description": "Tiny."}
    return {"openapi": "3.1.0", "info": info, "paths": {}, "components": {"schemas": schemas}} | more


def _tried(document: dict[str, Any]) -> Any:
    return document["components"]["schemas"]["Tried"]


def _faults(document: dict[str, Any]) -> list[str]:
    return [error.message for error in OpenAPIV30SpecValidator(document).iter_errors()]


# 3.1, and what means the same in 3.0.
_SAME: dict[str, tuple[Any, Any]] = {
    "one type": ({"type": "string"}, {"type": "string"}),
    "a type or null": (
        {"type": ["string", "null"], "maxLength": 1},
        {"type": "string", "nullable": True, "maxLength": 1},
    ),
    "null first": ({"type": ["null", "integer"]}, {"type": "integer", "nullable": True}),
    "null alone": ({"type": "null", "title": "N"}, {"title": "N", **_NULL}),
    "null in an enum": (
        {"type": ["string", "null"], "enum": ["x", None]},
        {"type": "string", "nullable": True, "enum": ["x", None]},
    ),
    "null, and an enum without it": ({"type": "null", "enum": ["x"]}, {"enum": ["x"], "allOf": [_NULL]}),
    "several types": ({"type": ["string", "integer"], "minLength": 2}, {"minLength": 2, "anyOf": [_A, _B]}),
    "several types or null": ({"type": ["string", "integer", "null"]}, {"anyOf": [_A, _B, _NULL]}),
    "several types beside anyOf": (
        {"type": ["string", "integer"], "anyOf": [{"enum": ["x"]}, {"minimum": 1}]},
        {"anyOf": [{"enum": ["x"]}, {"minimum": 1}], "allOf": [{"anyOf": [_A, _B]}]},
    ),
    "an array of anything": ({"type": "array"}, {"type": "array", "items": {}}),
    "an array or text": (
        {"type": ["array", "string"], "items": {"type": ["integer", "null"]}},
        {"anyOf": [{"type": "array", "items": {"type": "integer", "nullable": True}}, _A]},
    ),
    "a component or null": ({"anyOf": [_REF, {"type": "null"}]}, {"anyOf": [_REF, _NULL]}),
    "a reference alone": (_REF, _REF),
    "a reference beside others": ({**_REF, "maxLength": 1}, {"allOf": [_REF], "maxLength": 1}),
    "a reference beside allOf": ({**_REF, "allOf": [{"maxLength": 1}]}, {"allOf": [_REF, {"maxLength": 1}]}),
    "const": ({"const": "x"}, {"enum": ["x"]}),
    "const beside enum": ({"const": 1, "enum": [1, 2]}, {"enum": [1, 2], "allOf": [{"enum": [1]}]}),
    "no value at all": ({"enum": []}, {"not": {}}),
    "nothing required": ({"required": []}, {}),
    "exclusive minimum": ({"exclusiveMinimum": 1}, {"minimum": 1, "exclusiveMinimum": True}),
    "exclusive maximum": ({"exclusiveMaximum": 1}, {"maximum": 1, "exclusiveMaximum": True}),
    "exclusive minimum that decides": (
        {"minimum": 1, "exclusiveMinimum": 1},
        {"minimum": 1, "exclusiveMinimum": True},
    ),
    "exclusive minimum that does not": ({"minimum": 2, "exclusiveMinimum": 1}, {"minimum": 2}),
    "exclusive maximum that does not": ({"maximum": 1, "exclusiveMaximum": 7}, {"maximum": 1}),
    "bytes": ({"type": "string", "contentEncoding": "base64"}, {"type": "string", "format": "byte"}),
    "a file": (
        {"type": "string", "contentMediaType": "application/octet-stream"},
        {"type": "string", "format": "binary"},
    ),
    "an example": ({"examples": ["x"]}, {"example": "x"}),
    "a comment": ({"$comment": "Why.", "$defs": {"Unused": {"const": 1}}}, {}),
    "if then": ({"if": _A, "then": {"maxLength": 1}}, {"anyOf": [{"not": _A}, {"maxLength": 1}]}),
    "if then else": (
        {"if": _A, "then": {"maxLength": 1}, "else": _B},
        {"anyOf": [{"not": _A}, {"maxLength": 1}], "allOf": [{"anyOf": [_A, _B]}]},
    ),
    "if alone": ({"if": _A}, {}),
    "dependentRequired": (
        {"dependentRequired": {"a": ["b"], "b": []}},
        {"anyOf": [{"not": _HAS_A}, {"required": ["b"]}]},
    ),
    "dependentSchemas": (
        {"dependentSchemas": {"a": {"maxProperties": 1}}},
        {"anyOf": [{"not": _HAS_A}, {"maxProperties": 1}]},
    ),
    "contains": ({"contains": _A}, {"not": {"type": "array", "items": {"not": _A}}}),
    "contains none": ({"contains": _A, "minContains": 0}, {}),
    "true and false": (
        {"properties": {"a": True, "b": False}, "additionalProperties": False},
        {"properties": {"a": {}, "b": {"not": {}}}, "additionalProperties": False},
    ),
    "unevaluatedProperties": (
        {"properties": {"a": _A}, "unevaluatedProperties": False},
        {"properties": {"a": _A}, "additionalProperties": False},
    ),
    "unevaluatedItems": ({"unevaluatedItems": {"type": "null"}}, {"items": _NULL}),
    "null below": (
        {"properties": {"a": {"items": {"type": ["integer", "null"]}}}, "x-kept": {"type": ["string", "null"]}},
        {
            "properties": {"a": {"items": {"type": "integer", "nullable": True}}},
            "x-kept": {"type": ["string", "null"]},
        },
    ),
}
_VALUES = (
    *(None, True, 0, 1, 2, 1.5, 8, "", "x", "xy", [], ["x"], [1], [None], ["x", 1]),
    *({}, {"a": "x"}, {"a": 1}, {"a": None}, {"b": 1}, {"a": "x", "b": 1}, {"c": 1}, {"a": [None]}, {"a": ["x"]}),
)


def _accepted(document: dict[str, Any]) -> list[Any]:
    registry = jsonschema_rs.Registry([("urn:document", document)])
    tried = {"$ref": "urn:document#/components/schemas/Tried"}
    validator = jsonschema_rs.Draft202012Validator(tried, registry=registry)
    return [value for value in _VALUES if validator.is_valid(value)]


@pytest.mark.parametrize("case", _SAME)
def test_a_schema_is_said_in_the_words_of_3_0(case: str) -> None:
    schema, expected = _SAME[case]
    document = _document(schema)

    twin = downconvert(document)

    assert _tried(twin.document) == expected
    assert twin.losses == ()
    assert _faults(twin.document) == []
    assert _accepted(as_json_schema(twin.document)) == _accepted(document)


# What 3.0 cannot say: the schema, what is left of it, what is listed, and whether more values are accepted.
_LOST: dict[str, tuple[Any, Any, str, bool]] = {
    "names of properties": ({"propertyNames": {"maxLength": 1}}, {}, "`propertyNames`", True),
    "patternProperties": (
        {"patternProperties": {"^a": _A}, "additionalProperties": False},
        {},
        "what the properties `^a` must be",
        True,
    ),
    "items by position": (
        {"prefixItems": [_A, _B], "items": False},
        {"items": {"anyOf": [_A, _B]}, "maxItems": 2},
        "`prefixItems`",
        True,
    ),
    "items by position, then others": (
        {"prefixItems": [_A], "items": _B},
        {"items": {"anyOf": [_A, _B]}},
        "`prefixItems`",
        True,
    ),
    "items by position, then anything": ({"prefixItems": [_A]}, {"items": {}}, "`prefixItems`", True),
    "a count of items": (
        {"contains": _A, "minContains": 2},
        {"not": {"type": "array", "items": {"not": _A}}},
        "`contains` counts",
        True,
    ),
    "unevaluatedProperties of a composition": (
        {"allOf": [_REF], "unevaluatedProperties": False},
        {"allOf": [_REF]},
        "`unevaluatedProperties`",
        True,
    ),
    "a keyword of others": ({"format2": "x"}, {}, "`format2`", True),
    "text of a kind": (
        {"type": "string", "contentMediaType": "application/json"},
        _A,
        "`contentMediaType: application/json`",
        False,
    ),
    "an image": (
        {"type": "string", "contentMediaType": "image/png"},
        {"type": "string", "format": "binary"},
        "`contentMediaType: image/png`",
        False,
    ),
    "another encoding": (
        {"type": "string", "contentEncoding": "base32"},
        _A,
        "`contentEncoding: base32`",
        False,
    ),
    "two examples": ({"examples": [1, 2]}, {"example": 1}, "3.0 has one example", False),
}


@pytest.mark.parametrize("case", _LOST)
def test_what_3_0_cannot_say_is_left_out_and_listed(case: str) -> None:
    schema, expected, what, loosens = _LOST[case]
    document = _document(schema)

    twin = downconvert(document)

    assert _tried(twin.document) == expected
    assert [(loss.pointer, loss.loosens) for loss in twin.losses] == [("/components/schemas/Tried", loosens)]
    assert what in twin.losses[0].what
    assert str(twin.losses[0]) in twin.document["info"]["description"]
    assert _faults(twin.document) == []
    assert set(map(repr, _accepted(as_json_schema(twin.document)))) >= set(map(repr, _accepted(document)))


def _with_operation(operation: dict[str, Any], method: str = "get", **components: Any) -> dict[str, Any]:
    answers = {"responses": {"4XX": {"description": "A refusal."}}}
    return _document(paths={"/a": {method: answers | operation}}) | {"components": components}


def _operation(document: dict[str, Any], method: str = "get") -> dict[str, Any]:
    found: dict[str, Any] = document["paths"]["/a"][method]
    return found


def test_a_document_gets_its_version_a_licence_by_address_and_a_note() -> None:
    licence = {"name": "MIT", "identifier": "MIT"}
    info = {"title": "Tiny", "version": "1", "summary": "In short.", "license": licence}
    document = _document(info=info, jsonSchemaDialect="https://spec.openapis.org/oas/3.1/dialect/base")

    twin = downconvert(document).document

    assert (twin["openapi"], "jsonSchemaDialect" in twin) == ("3.0.3", False)
    assert twin["info"]["license"] == {"name": "MIT", "url": "https://spdx.org/licenses/MIT.html"}
    assert twin["info"]["description"].startswith("In short.\n\nThis is the OpenAPI 3.0.3 twin")
    assert document["info"]["summary"] == "In short."
    assert _faults(twin) == []


def test_webhooks_are_left_out_and_path_items_are_put_in_place() -> None:
    item = {"get": {"responses": {"200": {"description": "Done."}}}}
    document = _document(paths={"/a": {"$ref": "#/components/pathItems/A"}}, webhooks={"told": item})
    document["components"]["pathItems"] = {"A": item}

    twin = downconvert(document)

    assert twin.document["paths"] == {"/a": item}
    assert not {"webhooks", "pathItems"} & {*twin.document, *twin.document["components"]}
    assert [str(loss) for loss in twin.losses] == ["`#/webhooks/told`: 3.0 has no webhooks; it is left out"]
    assert _faults(twin.document) == []


def test_an_operation_needs_responses_and_a_document_paths() -> None:
    twin = downconvert(_with_operation({"responses": {}})).document
    empty = downconvert({key: value for key, value in _document().items() if key != "paths"}).document

    assert _operation(twin)["responses"] == {"default": {"description": "Any."}}
    assert empty["paths"] == {}
    assert _faults(twin) == _faults(empty) == []


def test_roles_stay_where_they_are_scopes_and_client_certificates_go() -> None:
    flows = {"implicit": {"authorizationUrl": "https://a.example", "scopes": {"read": "Read."}}}
    schemes = {
        "Key": {"type": "http", "scheme": "bearer"},
        "OAuth": {"type": "oauth2", "flows": flows},
        "Tls": {"type": "mutualTLS"},
    }
    security = [{"OAuth": ["read"]}, {"Key": ["admin"], "Tls": []}]

    twin = downconvert(_with_operation({"security": security}, securitySchemes=schemes))

    assert _operation(twin.document)["security"] == [{"OAuth": ["read"]}, {"Key": []}]
    assert sorted(twin.document["components"]["securitySchemes"]) == ["Key", "OAuth"]
    assert [loss.pointer for loss in twin.losses] == [
        "/components/securitySchemes/Tls",
        "/paths/~1a/get/security/1/Key",
    ]
    assert _faults(twin.document) == []


def test_what_readers_of_3_0_ignore_stays_and_is_listed() -> None:
    style = {"style": "deepObject"}
    content = {kind: {"schema": {}, "encoding": {"a": style}} for kind in ("multipart/form-data", _FORM)}
    body = {"content": content}

    reads, writes = (downconvert(_with_operation({"requestBody": body}, method)) for method in ("get", "post"))

    assert _operation(writes.document, "post")["requestBody"] == body
    assert [loss.what for loss in writes.losses] == ["readers of 3.0 ignore `style` here"]
    assert "readers of 3.0 ignore the body of a GET" in [loss.what for loss in reads.losses]


def test_a_description_beside_a_reference_that_is_no_schema_is_left_out() -> None:
    parameter = {"$ref": "#/components/parameters/P", "description": "Here."}
    shared = {"name": "p", "in": "query", "schema": {"type": ["integer", "null"]}}

    twin = downconvert(_with_operation({"parameters": [parameter]}, parameters={"P": shared}))

    assert _operation(twin.document)["parameters"] == [{"$ref": "#/components/parameters/P"}]
    assert twin.document["components"]["parameters"]["P"]["schema"] == {"type": "integer", "nullable": True}
    assert [loss.what for loss in twin.losses] == ["the description beside `$ref` is left out"]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (_document(openapi="3.0.3"), "openapi: `3.0.3` is not OpenAPI 3.1"),
        (_document(jsonSchemaDialect="https://a.example"), "jsonSchemaDialect: `https://a.example` is not known"),
        (_document({"$ref": "#/components/schemas/Tried/$defs/A"}), "is no component"),
        (_document({"not": {"propertyNames": _A}}), "/components/schemas/Tried/not: 3.0 cannot say this"),
        (_with_operation({"callbacks": {}}), "/paths/~1a/get: callbacks are not known here"),
    ],
)
def test_a_document_that_3_0_cannot_hold_is_refused(document: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError) as refusal:
        downconvert(document)

    assert message in str(refusal.value)
    assert refusal.value.hint


@pytest.mark.parametrize("api", _APIS)
def test_each_twin_is_a_valid_document_of_3_0_and_made_of_the_bundle(api: str) -> None:
    document = json.loads((_BUNDLES / f"{api}.json").read_text(encoding="utf-8"))
    twin = json.loads((_BUNDLES / f"{api}.3.0.json").read_text(encoding="utf-8"))

    assert downconvert(document).document == twin
    assert _faults(twin) == []


# All places that the twins of our documents say less about.
_FEWER_WORDS = {
    "owncast": {
        *(f"/paths/~1integrations~1chat{path}/security/0/BearerAuth" for path in ("/get", "~1action/post")),
        *(f"/paths/~1integrations~1chat~1{path}/post/security/0/BearerAuth" for path in ("messagevisibility", "send")),
        *(f"/paths/~1integrations~1chat~1{path}/post/security/0/BearerAuth" for path in ("system", "user")),
        "/paths/~1integrations~1chat~1system~1client~1{clientId}/post/security/0/BearerAuth",
        "/paths/~1integrations~1clients/get/security/0/BearerAuth",
        "/paths/~1integrations~1streamtitle/post/security/0/BearerAuth",
    },
    "streamdetails": set[str](),
    "streams-live": {
        "/components/schemas/AddChannelProductForm/properties/image",
        "/components/schemas/EnableChannelProductForm/properties/image",
        "/components/schemas/UpdateProductForm/properties/image[]/items",
        "/components/schemas/UpdateProductTransactionRequest/properties/json",
        "/paths/~1api~1v1~1apps~1shopify~1products/delete/requestBody",
        "/paths/~1api~1v1~1events~1playback~1{eventId}/get/requestBody",
        "/paths/~1api~1v1~1events~1products~1{eventId}/get/requestBody",
        "/paths/~1api~1v1~1events~1{id}~1team/delete/requestBody",
        "/paths/~1api~1v1~1messages~1delete/delete/requestBody",
    },
    "twitch-kraken": {
        "/paths/~1channel/get/security/0/OAuth",
        "/paths/~1channels~1{channel}/put/security/0/OAuth",
        "/paths/~1channels~1{channel}~1commercial/post/security/0/OAuth",
        "/paths/~1channels~1{channel}~1editors/get/security/0/OAuth",
        "/paths/~1channels~1{channel}~1stream_key/delete/security/0/OAuth",
        "/paths/~1streams~1followed/get/security/0/OAuth",
    },
}


@pytest.mark.parametrize("api", _APIS)
def test_what_our_twins_cannot_say_is_known_and_never_about_values(api: str) -> None:
    losses = downconvert(json.loads((_BUNDLES / f"{api}.json").read_text(encoding="utf-8"))).losses

    assert {loss.pointer for loss in losses} == _FEWER_WORDS[api]
    assert [loss for loss in losses if loss.loosens] == []


def _run(*arguments: str) -> str:
    done = CliRunner().invoke(cli.command, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_the_command_writes_the_twin_of_each_api_and_says_what_is_lost(tmp_path: Path) -> None:
    said = _run("--specs", str(_ROOT / "specs"), "--api", "owncast", "--api", "streamdetails", "--out", str(tmp_path))

    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {name: (_BUNDLES / name).read_bytes() for name in ("owncast.3.0.json", "streamdetails.3.0.json")}
    assert said.splitlines() == [
        f"{tmp_path}/owncast.3.0.json: 9 places that 3.0 cannot express",
        f"{tmp_path}/streamdetails.3.0.json: nothing is lost",
    ]


def test_the_command_prints_the_twin_of_any_document_or_what_it_loses(tmp_path: Path) -> None:
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(_document({"type": ["string", "null"], "propertyNames": {"maxLength": 1}})))

    printed, listed = _run(str(path)), _run(str(path), "--losses")

    assert _tried(json.loads(printed)) == {"type": "string", "nullable": True}
    assert listed.splitlines() == [
        "openapi.json: 1 place that 3.0 cannot express",
        "  `#/components/schemas/Tried`: `propertyNames` is left out, so more values are accepted",
    ]


def test_a_document_beside_an_api_is_refused() -> None:
    with pytest.raises(UserError, match="a document and --api were given"):
        CliRunner().invoke(cli.command, ["a.json", "--api", "owncast"], catch_exceptions=False)
