"""A Schema Object of OpenAPI 3.1 in the keywords of 3.0 (3.0.3, section 4.7.24), meaning the same.

Conditions are written out: `if A then B` is `anyOf: [not A, B]`. What has no equivalent is dropped and noted, and
never made stricter: the twin accepts every value that the document accepts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from stream_specs import structure
from stream_specs.downconvert.losses import Lose
from stream_specs.errors import UserError
from stream_specs.structure import Node

Object = dict[str, Any]
_Step = Callable[[Object, Node, Lose], Object]

# A schema without a type allows null; `nullable` has a meaning beside `type` only.
NULL: Mapping[str, Any] = {"enum": [None]}
NOTHING: Mapping[str, Any] = {"not": {}}

# Everything a Schema Object of 3.0 may hold, besides extensions.
KEYWORDS = frozenset(
    (
        *("title", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength"),
        *("minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties", "required"),
        *("enum", "type", "allOf", "oneOf", "anyOf", "not", "items", "properties", "additionalProperties", "format"),
        *("description", "default", "nullable", "discriminator", "readOnly", "writeOnly", "xml", "externalDocs"),
        *("example", "deprecated", "$ref"),
    )
)
_COMPONENT = re.compile("#/components/schemas/[^/]+")
# Keywords that say nothing about values once every reference leads to a component.
_SILENT = frozenset(("$comment", "$defs", "$schema", "$id", "$anchor", "$dynamicAnchor", "$vocabulary"))
_ANNOTATIONS = frozenset(("examples", "contentSchema", "contentMediaType", "contentEncoding"))
# Where a looser schema makes the whole stricter.
_NEGATED = frozenset(("not", "if", "contains", "oneOf"))
_APPLICATORS = ("$ref", "allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "patternProperties")


def schema(node: Node, lose: Lose) -> Any:
    """The Schema Object at a node in the words of 3.0.

    lose: is told of what cannot be said. Raises UserError for a reference that does not lead to a component, and where
    leaving something out would refuse more: below `not`, `if`, `contains` and `oneOf`.
    """
    if isinstance(node.value, bool):
        return node.value if node.role == "additionalProperties" else dict({} if node.value else NOTHING)

    def below(child: Node) -> Any:
        return schema(child, partial(_refuse, lose) if child.role in _NEGATED else lose)

    built = structure.rebuild(node, below)
    for step in _STEPS:
        built = step(built, node, lose)
    return built


def _refuse(lose: Lose, pointer: str, what: str, loosens: bool) -> None:
    if loosens:
        raise UserError(f"3.0 cannot say this: {what}", where=pointer, hint="say it without a negation around it")
    lose(pointer, what, loosens)


def _also(built: Object, part: Mapping[str, Any]) -> Object:
    """A schema with one more condition on the same value."""
    if not part.keys() & built.keys():
        return {**built, **part}
    return {**built, "allOf": [*built.get("allOf", []), dict(part)]}


def _without(built: Object, *keys: str) -> Object:
    return {key: value for key, value in built.items() if key not in keys}


def _const(built: Object, _node: Node, _lose: Lose) -> Object:
    return _also(_without(built, "const"), {"enum": [built["const"]]}) if "const" in built else built


def _empty_lists(built: Object, _node: Node, _lose: Lose) -> Object:
    """3.0 has neither an empty `required` nor an empty `enum`."""
    if built.get("required") == []:
        built = _without(built, "required")
    return _also(_without(built, "enum"), NOTHING) if built.get("enum") == [] else built


def _types(built: Object, _node: Node, _lose: Lose) -> Object:
    """One type and `nullable` in place of a list of types."""
    said = built.get("type")
    if said is None:
        return built
    kinds = said if isinstance(said, list) else [said]
    named = [kind for kind in kinds if kind != "null"]
    rest = _without(built, "type")
    if not named:
        return _also(rest, NULL)
    if len(named) == 1:
        null = {"nullable": True} if "null" in kinds else {}
        return {**built, **_typed(named[0], built.get("items", {})), **null}
    items = rest.pop("items", {}) if "array" in named else {}
    branches = [*(_typed(kind, items) for kind in named), *([dict(NULL)] if "null" in kinds else [])]
    return _also(rest, {"anyOf": branches})


def _typed(kind: str, items: Any) -> Object:
    """A type; an array has to say what its items are."""
    return {"type": kind, **({"items": items} if kind == "array" else {})}


def _bounds(built: Object, _node: Node, _lose: Lose) -> Object:
    """Exclusive bounds are flags beside the bound."""
    for bound, tighter in (("minimum", max), ("maximum", min)):
        exclusive = "exclusive" + bound.capitalize()
        if exclusive not in built:
            continue
        limit, inclusive = built[exclusive], built.get(bound)
        if inclusive is None or limit == inclusive or tighter(limit, inclusive) == limit:
            built = {**built, bound: limit, exclusive: True}
        else:
            built = _without(built, exclusive)
    return built


def _content(built: Object, node: Node, lose: Lose) -> Object:
    """`format: byte` for base64, `format: binary` for what is no text."""
    encoding, media = built.get("contentEncoding"), built.get("contentMediaType")
    if encoding in ("base64", "base64url"):
        built = {**built, "format": "byte"} if "format" not in built else built
    elif encoding is not None:
        lose(node.pointer, f"`contentEncoding: {encoding}` is left out", False)
    elif media is not None and "format" not in built and not _is_text(media):
        built = {**built, "format": "binary"}
    if media is not None and media != "application/octet-stream":
        lose(node.pointer, f"`contentMediaType: {media}` is left out", False)
    if "contentSchema" in built:
        lose(node.pointer, "`contentSchema`, what the text holds, is left out", False)
    return built


def _is_text(media: str) -> bool:
    return media.startswith("text/") or media.endswith(("/json", "+json", "/xml", "+xml"))


def _examples(built: Object, node: Node, lose: Lose) -> Object:
    examples = built.get("examples", [])
    if not examples:
        return built
    if len(examples) > 1 or "example" in built:
        lose(node.pointer, "3.0 has one example; the others are left out", False)
    return built if "example" in built else {**built, "example": examples[0]}


def _conditions(built: Object, _node: Node, _lose: Lose) -> Object:
    """`if`, `then`, `else` as alternatives."""
    if "if" in built and "then" in built:
        built = _also(built, {"anyOf": [{"not": built["if"]}, built["then"]]})
    if "if" in built and "else" in built:
        built = _also(built, {"anyOf": [built["if"], built["else"]]})
    return _without(built, "if", "then", "else")


def _dependencies(built: Object, _node: Node, _lose: Lose) -> Object:
    """What a property requires, as alternatives: it is absent, or the rest holds."""
    needs = [(name, {"required": names}) for name, names in built.get("dependentRequired", {}).items() if names]
    for name, then in [*needs, *built.get("dependentSchemas", {}).items()]:
        present = {"type": "object", "required": [name], "properties": {name: {}}}
        built = _also(built, {"anyOf": [{"not": present}, then]})
    return _without(built, "dependentRequired", "dependentSchemas")


def _contains(built: Object, node: Node, lose: Lose) -> Object:
    """An array holds a value unless none of its items is one."""
    if "contains" not in built:
        return _without(built, "minContains", "maxContains")
    least, most = built.get("minContains", 1), built.get("maxContains")
    if least > 1 or most is not None:
        lose(node.pointer, "how many items `contains` counts is left out", True)
    if least > 0:
        none = {"type": "array", "items": {"not": built["contains"]}}
        built = _also(built, {"not": none})
    return _without(built, "contains", "minContains", "maxContains")


def _positions(built: Object, node: Node, lose: Lose) -> Object:
    """Items by position become items of any of these kinds."""
    if "prefixItems" not in built:
        return built
    lose(node.pointer, "`prefixItems`: which item stands where is left out", True)
    first, rest = built["prefixItems"], node.map.get("items", True)
    kinds = first if rest is False else [*first, built.get("items", {})]
    built = {**_without(built, "prefixItems"), "items": {"anyOf": kinds} if {} not in kinds else {}}
    return {**built, "maxItems": min(len(first), built.get("maxItems", len(first)))} if rest is False else built


def _unevaluated(built: Object, node: Node, lose: Lose) -> Object:
    """`unevaluated...` is the plain keyword where nothing else applies to the same value."""
    for key, plain in (("unevaluatedProperties", "additionalProperties"), ("unevaluatedItems", "items")):
        said = node.map.get(key, True)
        if said in (True, {}) or plain in built:
            continue
        if any(other in node.map for other in (*_APPLICATORS, "prefixItems", "contains")):
            lose(node.pointer, f"`{key}` is left out", True)
        else:
            built = {**built, plain: said if said is False and plain == "additionalProperties" else built[key]}
    return _without(built, "unevaluatedProperties", "unevaluatedItems")


def _names(built: Object, node: Node, lose: Lose) -> Object:
    """What names of properties must look like."""
    if "propertyNames" in built:
        lose(node.pointer, "`propertyNames` is left out", True)
    if not built.get("patternProperties"):
        return _without(built, "propertyNames", "patternProperties")
    patterns = ", ".join(f"`{pattern}`" for pattern in built["patternProperties"])
    lose(node.pointer, f"what the properties {patterns} must be is left out", True)
    return _without(built, "propertyNames", "patternProperties", "additionalProperties")


def _reference(built: Object, node: Node, _lose: Lose) -> Object:
    """Beside `$ref` nothing counts, so it moves into an `allOf` when it is not alone."""
    if not node.is_ref:
        return built
    if not _COMPONENT.fullmatch(built["$ref"]):
        hint = "`stream-specs bundle` makes a component of each"
        raise UserError(f"`{built['$ref']}` is no component", where=node.pointer, hint=hint)
    rest = _without(built, "$ref")
    return {"allOf": [{"$ref": built["$ref"]}, *rest.pop("allOf", [])], **rest} if rest else built


def _rest(built: Object, node: Node, lose: Lose) -> Object:
    """Keywords that 3.0 does not know."""
    for key in built:
        if not (key in KEYWORDS or key in _SILENT or key in _ANNOTATIONS or key.startswith("x-")):
            lose(node.pointer, f"`{key}` is left out", True)
    return {key: value for key, value in built.items() if key in KEYWORDS or key.startswith("x-")}


# `_reference` comes last: until then a `$ref` stands among the other keywords. `_positions` knows arrays without items.
_STEPS: tuple[_Step, ...] = (
    *(_const, _empty_lists, _bounds, _content, _examples, _conditions, _dependencies, _contains, _positions),
    *(_unevaluated, _names, _types, _rest, _reference),
)
