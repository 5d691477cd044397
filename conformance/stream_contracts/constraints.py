"""The constraints that a document puts on input, and which of them a given call breaks.

A constraint is named by location and keyword: `body.settings.chatter.enabled.type`, `query.limit.maximum`,
`body.tags[].maxLength`. Whether a call breaks one is decided by the document's own validator and by nothing else,
so a probe can never be tied to the wrong requirement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from stream_contracts import wire
from stream_contracts.documents import Document, Evidence, EvidenceLevel, MediaType, Operation, Parameter
from stream_contracts.exchange import ABSENT, Call

_KEYWORDS = (
    *("type", "enum", "const", "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum"),
    *("exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties"),
    *("anyOf", "oneOf", "not", "dependentRequired"),
)
_FORMATS = frozenset(
    {"date-time", "date", "time", "email", "hostname", "ipv4", "ipv6", "uri", "uri-reference", "uuid", "duration"}
)


@dataclass(frozen=True, slots=True)
class Constraint:
    """One constraint on input. what: location and keyword. text: the statement that a server refuses the rest."""

    what: str
    text: str
    evidence: Evidence

    @property
    def location(self) -> str:
        """The place of the value: `body.channel` of `body.channel.maxLength`."""
        return self.what.rpartition(".")[0]


def of(document: Document, operation: Operation) -> tuple[Constraint, ...]:
    """All constraints on the input of an operation, in the order of the document, each once.

    None of OPTIONS, which asks what a path offers and which servers answer without a look at the rest.
    """
    if operation.method == "OPTIONS":
        return ()
    found = [*_of_parameters(document, operation), *_of_body(document, operation)]
    return tuple({constraint.what: constraint for constraint in found}.values())


def names_of(document: Document, operation: Operation) -> frozenset[str]:
    """The names of all constraints on the input of an operation."""
    return frozenset(constraint.what for constraint in of(document, operation))


def _sent(operation: Operation) -> tuple[Parameter, ...]:
    """The parameters that the suite sends: all but cookies."""
    return tuple(parameter for parameter in operation.parameters if parameter.location != "cookie")


def _of_parameters(document: Document, operation: Operation) -> Iterator[Constraint]:
    for parameter in _sent(operation):
        place = f"{parameter.location}.{parameter.name}"
        if parameter.required and parameter.location != "path":
            yield Constraint(f"{place}.required", f"`{place}` may not be missing.", parameter.evidence)
        walk = _Walk(document, on_text=True)
        for constraint in walk.schema(parameter.schema, place, parameter.evidence):
            if constraint.what != f"{place}.{_unsendable(parameter, document.resolve(parameter.schema))}":
                yield constraint


def _unsendable(parameter: Parameter, schema: Mapping[str, Any]) -> str:
    """The keyword that no request can break: an empty path segment is another path, an empty list is not sent."""
    if parameter.location == "path" and schema.get("minLength") == 1:
        return "minLength"
    exploded = parameter.location == "query" and parameter.explode
    return "minItems" if exploded and schema.get("minItems") == 1 else ""


def _of_body(document: Document, operation: Operation) -> Iterator[Constraint]:
    body = operation.request_body
    if body is None:
        return
    if body.required:
        yield Constraint("body.required", "A request without its body is refused.", body.evidence)
    for media in body.content:
        if media.is_json:
            yield Constraint("body.syntax", "A body that is not JSON is refused.", body.evidence)
        if media.schema is not None:
            walk = _Walk(document, on_text=not media.is_json)
            yield from walk.schema(media.schema, "body", body.evidence)


@dataclass(frozen=True, slots=True)
class _Walk:
    """A walk through a schema. on_text: the value travels as text, where any text is a valid string."""

    document: Document
    on_text: bool
    seen: tuple[str, ...] = ()

    def schema(self, node: Mapping[str, Any], place: str, evidence: Evidence) -> Iterator[Constraint]:
        """The constraints of a schema and everything in it."""
        if "$ref" in node:
            yield from self._reference(node, place, evidence)
        evidence = _own(node, evidence)
        yield from self._keywords(node, place, evidence)
        for name in node.get("required", ()):
            member = self.document.resolve(node.get("properties", {}).get(name, {}))
            text = f"`{place}.{name}` may not be missing."
            yield Constraint(f"{place}.{name}.required", text, _own(member, evidence))
        for name in node.get("then", {}).get("required", ()):
            text = f"`{place}.{name}` may not be missing where it is needed."
            yield Constraint(f"{place}.{name}.required", text, evidence)
        for name, member in node.get("properties", {}).items():
            yield from self.schema(member, f"{place}.{name}", evidence)
        if isinstance(node.get("items"), Mapping):
            yield from self.schema(node["items"], f"{place}[]", evidence)
        for branch in node.get("allOf", ()):
            yield from self.schema(branch, place, evidence)

    def _reference(self, node: Mapping[str, Any], place: str, evidence: Evidence) -> Iterator[Constraint]:
        reference = node["$ref"]
        if reference not in self.seen:
            deeper = _Walk(self.document, self.on_text, (*self.seen, reference))
            yield from deeper.schema(self.document.at(reference.removeprefix("#")), place, evidence)

    def _keywords(self, node: Mapping[str, Any], place: str, evidence: Evidence) -> Iterator[Constraint]:
        for keyword in _KEYWORDS:
            if keyword in node and not (keyword == "type" and self._cannot_be_wrong(node)):
                yield Constraint(f"{place}.{keyword}", _sentence(place, keyword, node[keyword]), evidence)
        if node.get("format") in _FORMATS:
            yield Constraint(f"{place}.format", _sentence(place, "format", node["format"]), evidence)
        if node.get("additionalProperties") is False or node.get("unevaluatedProperties") is False:
            yield Constraint(f"{place}.additionalProperties", f"`{place}` takes no undeclared member.", evidence)

    def _cannot_be_wrong(self, node: Mapping[str, Any]) -> bool:
        """Text is always a valid string, array or object: only numbers and booleans can have the wrong type."""
        types = node["type"] if isinstance(node["type"], list) else [node["type"]]
        return self.on_text and bool({"string", "array", "object"} & set(types))


def _own(node: Mapping[str, Any], enclosing: Evidence) -> Evidence:
    own = node.get("x-evidence")
    return Evidence(EvidenceLevel(own["level"]), own["source"], own.get("note", "")) if own else enclosing


def _sentence(place: str, keyword: str, value: Any) -> str:
    match keyword:
        case "type":
            return (
                f"`{place}` of another type than {value if isinstance(value, str) else ' or '.join(value)} is refused."
            )
        case "enum":
            return f"`{place}` other than {', '.join(map(str, value))} is refused."
        case "maxLength":
            return f"`{place}` of more than {value} characters is refused."
        case "minLength":
            return f"`{place}` of fewer than {value} characters is refused."
        case "anyOf" | "oneOf" | "not" | "dependentRequired":
            return f"`{place}` that breaks the documented combination (`{keyword}`) is refused."
        case _:
            return f"`{place}` that breaks `{keyword}: {value}` is refused."


def broken_by(document: Document, call: Call) -> frozenset[str]:
    """The constraints that a call breaks, as `location.keyword`; empty for a valid call."""
    operation = document.operation(call.operation)
    broken = set(_broken_parameters(document, operation, call))
    broken.update(_broken_body(document, operation, call))
    return frozenset(broken)


def _broken_parameters(document: Document, operation: Operation, call: Call) -> Iterator[str]:
    for parameter in _sent(operation):
        place = f"{parameter.location}.{parameter.name}"
        text = wire.as_received(operation, parameter, call)
        if isinstance(text, Mapping) and not _takes_members(document, parameter):
            text = ABSENT  # its members went out under their own names: the server sees nothing of it
        if text is not ABSENT:
            yield from _broken_value(document, parameter, text, place)
        elif parameter.required:
            yield f"{place}.required"


def _takes_members(document: Document, parameter: Parameter) -> bool:
    exploded = parameter.style == "form" and parameter.explode
    return not exploded or "object" in _merged(document, parameter.schema)["type"]


def _broken_value(document: Document, parameter: Parameter, text: Any, place: str) -> Iterator[str]:
    value = wire.coerce(parameter, _merged(document, parameter.schema), text)
    value = _value_of_text(document, parameter.schema, value)
    for error in document.validator(parameter.pointer).iter_errors(value):
        yield _name(place, error)


def _broken_body(document: Document, operation: Operation, call: Call) -> Iterator[str]:
    if operation.request_body is None or call.raw is not None:
        return
    if call.body is ABSENT:
        if operation.request_body.required:
            yield "body.required"
        return
    media = wire.media_type(operation, call)
    if media and media.schema is not None:
        value = call.body if media.is_json else _value_of_text(document, media.schema, _in_form(media, call.body))
        for error in document.validator(media.pointer).iter_errors(value):
            yield _name("body", error)


def _in_form(media: MediaType, body: Any) -> Any:
    """What there is of a body once it is a form: of an exploded list without items nothing is sent."""
    if not isinstance(body, Mapping):
        return body
    exploded = {name for name in body if media.encoding.get(name, {}).get("explode", True)}
    return {name: value for name, value in body.items() if value != [] or name not in exploded}


def _value_of_text(document: Document, schema: Mapping[str, Any], value: Any) -> Any:
    """What a server reads from a form, a path, a query or a header, where every scalar is text."""
    merged = _merged(document, schema)
    if isinstance(value, Mapping):
        members = merged["properties"]
        return {name: _value_of_text(document, members.get(name, {}), item) for name, item in value.items()}
    if isinstance(value, list):
        return [_value_of_text(document, merged["items"], item) for item in value]
    return wire.from_text(merged, wire.to_text(value))


def _merged(document: Document, schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """All types, members and items that a schema allows somewhere, through its references and combinations."""
    types: set[str] = set()
    members: dict[str, Any] = {}
    items: Mapping[str, Any] = {}
    for part in _parts(document, schema, frozenset()):
        kind = part.get("type", ())
        types.update([kind] if isinstance(kind, str) else kind)
        members = {**part.get("properties", {}), **members}
        own = part.get("items")
        items = items or (own if isinstance(own, Mapping) else {})
    return {"type": sorted(types), "properties": members, "items": items}


def _parts(document: Document, schema: Mapping[str, Any], seen: frozenset[str]) -> Iterator[Mapping[str, Any]]:
    yield schema
    reference = schema.get("$ref")
    if reference is not None and reference not in seen:
        target = document.at(reference.removeprefix("#"))
        yield from _parts(document, target, seen | {reference})
    for keyword in ("allOf", "anyOf", "oneOf"):
        for branch in schema.get(keyword, ()):
            yield from _parts(document, branch, seen)


def _name(place: str, error: jsonschema_rs.ValidationError) -> str:
    for token in error.instance_path:
        place += "[]" if isinstance(token, int) else f".{token}"
    keyword = str(error.schema_path[-1])
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Required) and keyword == "required":
        return f"{place}.{error.kind.property}.required"
    return f"{place}.{'additionalProperties' if keyword == 'unevaluatedProperties' else keyword}"
