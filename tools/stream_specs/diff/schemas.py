"""What differs between two schemas, keyword by keyword."""

from __future__ import annotations

from collections.abc import Iterator

from stream_specs.diff.changes import Finding
from stream_specs.diff.described import described
from stream_specs.diff.limits import limits
from stream_specs.diff.objects import objects
from stream_specs.diff.places import Place
from stream_specs.diff.shapes import Shape, constrains, expanded, shape
from stream_specs.diff.unions import is_mixed, is_split, parts, unions
from stream_specs.diff.values import default, kinds_of_text, types, values
from stream_specs.diff.walk import Walk, changed, switched

# Keywords that `_STEPS` compare; every other one is a condition, compared as a whole.
_COMPARED = frozenset(
    (
        *("$ref", "type", "enum", "const", "format", "pattern", "multipleOf", "uniqueItems", "discriminator"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength"),
        *("minItems", "maxItems", "minProperties", "maxProperties"),
        *(
            "items",
            "properties",
            "required",
            "additionalProperties",
            "unevaluatedProperties",
            "allOf",
            "anyOf",
            "oneOf",
        ),
    )
)
_CONDITIONS = frozenset(
    (
        *("not", "if", "then", "else", "contains", "minContains", "maxContains", "prefixItems", "unevaluatedItems"),
        *("propertyNames", "patternProperties", "dependentRequired", "dependentSchemas"),
        *("contentMediaType", "contentEncoding", "contentSchema"),
    )
)
_NO_MEANING = frozenset(("$defs", "$id", "$anchor", "$schema"))  # used by references only, which are followed


def schemas(old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    """The findings of two schemas. A pair that was compared on this way is not compared again."""
    a, b = shape(old), shape(new)
    yield from _at_the_site(a, b, walk)
    pair = (a.place.pointer, b.place.pointer)
    if pair in walk.seen or (pair[0] == pair[1] and pair[0] in walk.untouched):
        return
    walk.seen.add(pair)
    if is_mixed(a, b) or is_split(a, b):
        yield from unions(a, b, walk) if is_mixed(a, b) else parts(a, b, walk)
        return
    yield from types(a, b, walk)
    if a.types is not None and b.types is not None and a.types != b.types and not a.types & b.types:
        return  # nothing below can be compared
    for step in (values, limits, kinds_of_text, _items, objects, parts, unions, _conditions):
        yield from step(a, b, walk)


def _at_the_site(a: Shape, b: Shape, walk: Walk) -> Iterator[Finding]:
    """What may be written beside a reference, and so differs from one use of a schema to the next."""
    yield from described(a, b, walk)
    yield from changed(walk, a.at("xml"), b.at("xml"), "extension-changed")
    yield from default(a, b, walk)
    yield from switched(walk, a.at("readOnly"), b.at("readOnly"), "read-only-added", "read-only-removed")
    yield from switched(walk, a.at("writeOnly"), b.at("writeOnly"), "write-only-added", "write-only-removed")
    if a.null is not None and b.null is not None and a.null != b.null:
        place = b.place if a.wrapped == b.wrapped else b.site
        yield walk.found(place.pointer, "nullable-added" if b.null else "nullable-removed", a.null, b.null)


def _items(a: Shape, b: Shape, walk: Walk) -> Iterator[Finding]:
    yield from walk.schemas(a.at("items"), b.at("items"))


def _conditions(a: Shape, b: Shape, walk: Walk) -> Iterator[Finding]:
    yield from changed(walk, a.at("discriminator"), b.at("discriminator"), "discriminator-changed")
    for key in sorted({*a.map, *b.map} - _COMPARED - _NO_MEANING):
        if constrains(key):
            yield from _condition(key, a.at(key), b.at(key), walk)


def _condition(key: str, old: Place, new: Place, walk: Walk) -> Iterator[Finding]:
    before, after = (expanded(place, names=key in ("patternProperties", "dependentSchemas")) for place in (old, new))
    if (before, old.present) == (after, new.present):
        return
    verb = "changed" if old.present and new.present else "added" if new.present else "removed"
    kind = f"condition-{verb}" if key in _CONDITIONS else "keyword-changed"
    yield walk.found((new if new.present else old).pointer, kind, before, after)
