"""Reading a bundle into a `Document`: the one module that knows OpenAPI's shape."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from stream_contracts.documents import (
    Document,
    Effect,
    Evidence,
    EvidenceLevel,
    MediaType,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Schemas,
    SecurityScheme,
    at_pointer,
    pointer,
    secret_names,
)
from stream_specs.errors import UserError

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_HINT = "`make generate` writes the bundles"


@functools.cache
def load(path: Path, api: str) -> Document:
    """Read a bundle (JSON). Raises UserError when it is missing or is not a bundle of ours."""
    try:
        content = path.read_bytes()
        raw = json.loads(content)
    except OSError as error:
        raise UserError("cannot read the bundle", where=str(path), hint=_HINT) from error
    except ValueError as error:
        raise UserError(f"not JSON: {error}", where=str(path), hint=_HINT) from error
    return parse(raw, api, hashlib.sha256(content).hexdigest())


def parse(raw: Mapping[str, Any], api: str, sha256: str = "") -> Document:
    """Turn the value of a bundle into a Document."""
    operations = tuple(_operations(raw))
    return Document(
        api=api,
        raw=raw,
        sha256=sha256 or hashlib.sha256(json.dumps(raw, sort_keys=True).encode()).hexdigest(),
        title=raw["info"]["title"],
        version=raw["info"]["version"],
        server_url=raw["servers"][0]["url"] if raw.get("servers") else "/",
        operations=operations,
        security_schemes=dict(_security_schemes(raw)),
        secrets=frozenset(secret_names(raw)),
        _by_id={operation.id: operation for operation in operations},
        _schemas=Schemas(raw),
    )


def _operations(raw: Mapping[str, Any]) -> Iterator[Operation]:
    for path, item in raw["paths"].items():
        for method in METHODS:
            if method in item:
                yield _operation(raw, path, method, item)


def _operation(raw: Mapping[str, Any], path: str, method: str, item: Mapping[str, Any]) -> Operation:
    node, base = item[method], pointer("paths", path, method)
    evidence = _evidence(node, _evidence(raw, None))
    shared = _placed(item, pointer("paths", path))
    own = _placed(node, base)
    return Operation(
        id=node["operationId"],
        method=method.upper(),
        path=path,
        summary=node.get("summary", ""),
        tags=tuple(node.get("tags", ())),
        effect=Effect(node.get("x-effect", "read" if method in ("get", "head", "options") else "update")),
        parameters=_parameters(raw, [*shared, *own], evidence),
        request_body=_request_body(raw, node, base, evidence),
        responses=tuple(
            _response(raw, status, entry, base + pointer("responses", status), evidence)
            for status, entry in node["responses"].items()
        ),
        security=_security(node.get("security", raw.get("security", []))),
        evidence=evidence,
        pointer=base,
        extensions={**_inherited(raw), **{key: value for key, value in node.items() if key.startswith("x-")}},
    )


def _inherited(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """The extensions of the root that hold for every operation without one of its own."""
    return {key: raw[key] for key in ("x-accept",) if key in raw}


def _placed(node: Mapping[str, Any], base: str) -> list[tuple[Mapping[str, Any], str]]:
    return [(entry, f"{base}/parameters/{i}") for i, entry in enumerate(node.get("parameters", []))]


def _security(alternatives: list[Mapping[str, list[str]]]) -> tuple[Mapping[str, tuple[str, ...]], ...]:
    return tuple({name: tuple(scopes) for name, scopes in entry.items()} for entry in alternatives)


def _evidence(node: Mapping[str, Any], enclosing: Evidence | None) -> Evidence:
    """The evidence of a node: its own, else that of the nearest enclosing one."""
    own = node.get("x-evidence")
    if own:
        return Evidence(EvidenceLevel(own["level"]), own["source"], own.get("note", ""))
    return enclosing or Evidence(EvidenceLevel.DOCUMENTED, "")


def _deref(raw: Mapping[str, Any], node: Mapping[str, Any], place: str) -> tuple[Mapping[str, Any], str]:
    """Follow `$ref` and keep the pointer of where the node really stands."""
    while "$ref" in node:
        place = node["$ref"].removeprefix("#")
        node = at_pointer(raw, place)
    return node, place


def _parameters(
    raw: Mapping[str, Any], entries: list[tuple[Mapping[str, Any], str]], evidence: Evidence
) -> tuple[Parameter, ...]:
    found: dict[tuple[str, str], Parameter] = {}
    for entry, place in entries:
        node, where = _deref(raw, entry, place)
        parameter = _parameter(node, where, evidence)
        found[parameter.location, parameter.name] = parameter
    return tuple(found.values())


def _parameter(node: Mapping[str, Any], place: str, evidence: Evidence) -> Parameter:
    style = node.get("style", "form" if node["in"] in ("query", "cookie") else "simple")
    return Parameter(
        name=node["name"],
        location=node["in"],
        required=node.get("required", False),
        schema=node["schema"],
        pointer=f"{place}/schema",
        style=style,
        explode=node.get("explode", style == "form"),
        examples=_examples(node),
        evidence=_evidence(node, evidence),
    )


def _examples(node: Mapping[str, Any]) -> Mapping[str, Any]:
    if "example" in node:
        return {"default": node["example"]}
    return {name: entry["value"] for name, entry in node.get("examples", {}).items() if "value" in entry}


def _request_body(raw: Mapping[str, Any], node: Mapping[str, Any], base: str, evidence: Evidence) -> RequestBody | None:
    if "requestBody" not in node:
        return None
    body, place = _deref(raw, node["requestBody"], f"{base}/requestBody")
    return RequestBody(body.get("required", False), _content(body, place), _evidence(body, evidence))


def _content(node: Mapping[str, Any], place: str) -> tuple[MediaType, ...]:
    return tuple(
        MediaType(
            name=name,
            schema=entry.get("schema"),
            pointer=place + pointer("content", name, "schema") if "schema" in entry else "",
            examples=_examples(entry),
            encoding=entry.get("encoding", {}),
        )
        for name, entry in node.get("content", {}).items()
    )


def _response(
    raw: Mapping[str, Any], status: str, entry: Mapping[str, Any], place: str, evidence: Evidence
) -> Response:
    node, where = _deref(raw, entry, place)
    headers = {}
    for name, header in node.get("headers", {}).items():
        _, header_place = _deref(raw, header, where + pointer("headers", name))
        headers[name] = f"{header_place}/schema"
    return Response(status, node["description"], _content(node, where), headers, _evidence(node, evidence))


def _security_schemes(raw: Mapping[str, Any]) -> Iterator[tuple[str, SecurityScheme]]:
    for name, node in raw.get("components", {}).get("securitySchemes", {}).items():
        yield name, _security_scheme(name, node)


def _security_scheme(name: str, node: Mapping[str, Any]) -> SecurityScheme:
    if node["type"] == "apiKey":
        return SecurityScheme(name, "apiKey", node["in"], node["name"], node.get("x-prefix", ""))
    scheme = str(node.get("scheme", "bearer"))
    if scheme.lower() == "basic":
        return SecurityScheme(name, "basic", "header", "Authorization", "Basic ")
    return SecurityScheme(name, "bearer", "header", "Authorization", node.get("x-prefix", "Bearer "))
