"""A schema as it is compared: references followed, and what can be written in several ways written in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stream_specs.diff.described import is_annotation
from stream_specs.diff.places import Place, same
from stream_specs.structure import sequence, text

UNIONS = ("anyOf", "oneOf")
_BESIDE_REFERENCES = ("default", "readOnly", "writeOnly", "xml")  # they constrain no value, as annotations
_JSON_TYPES = (
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)
_NAMED = ("properties", "patternProperties", "dependentSchemas", "dependentRequired", "$defs")
_MAX_DEPTH = 4  # of unions in unions
_MAX_HOPS = 100  # of references and wrappers in a row


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema without references at its top.

    site: where it is used. place: where it is defined. map: its keywords, those beside the reference included. types:
    None for all; `number` holds `integer`. null: whether it may be null, None when nothing says so. wrapped: whether
    the site, and not the definition, allows null. outer: the keywords that stand at the site.
    """

    site: Place
    place: Place
    map: Mapping[str, Any]
    types: frozenset[str] | None
    null: bool | None
    wrapped: bool
    outer: Mapping[str, Place]

    def at(self, key: str) -> Place:
        """The place of a keyword."""
        if key in self.outer:
            return self.outer[key]
        return Place(self.place.document, self.place.at(key).pointer, self.map.get(key), key in self.map)

    @property
    def constraints(self) -> Mapping[str, Any]:
        """The keywords that refuse something."""
        return {key: value for key, value in self.map.items() if constrains(key)}

    @property
    def values(self) -> list[Any] | None:
        """The values that are listed, without null, which is a matter of its own; None when any value will do."""
        listed = _values(self.map)
        return None if listed is None else [value for value in listed if value is not None]

    @property
    def union(self) -> str:
        """`anyOf` or `oneOf` when that and annotations is all there is, else nothing."""
        found = [key for key in UNIONS if key in self.map]
        return found[0] if len(found) == 1 and set(self.constraints) == set(found) else ""


def shape(site: Place) -> Shape:
    """The shape of a schema. Raises UserError for a reference that leads nowhere."""
    return _shape(site, _MAX_DEPTH)


def _shape(site: Place, depth: int) -> Shape:
    place, outer, wrapped = site, dict[str, Place](), False
    keywords = _keywords(place)
    for _ in range(_MAX_HOPS):
        inner = _only(place, keywords)
        if inner is None:
            break
        beside = {key: place.at(key) for key in keywords if not constrains(key) and key != "$ref"}
        outer, wrapped = {**beside, **outer}, wrapped or inner[1]
        place = inner[0]
        keywords = _keywords(place)
    types, null = _types(place, keywords, depth)
    keywords.pop("nullable", None)
    merged = {**keywords, **{key: each.value for key, each in outer.items()}}
    return Shape(site, place, merged, types, True if wrapped else null, wrapped, outer)


def _keywords(place: Place) -> dict[str, Any]:
    """The keywords of a schema of any form; a reference with constraints beside it becomes a part of `allOf`."""
    if place.value is False:
        return {"not": {}}
    keywords = dict(place.map)
    if not isinstance(keywords.get("$ref", ""), str):
        del keywords["$ref"]  # no reference: `stream-specs validate` says so
    if "$ref" in keywords and any(constrains(key) for key in keywords if key != "$ref"):
        keywords["allOf"] = [{"$ref": keywords.pop("$ref")}, *sequence(keywords.get("allOf"))]
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        flag = keywords.pop(exclusive) if isinstance(keywords.get(exclusive), bool) else False  # OpenAPI 3.0
        if flag and bound in keywords:
            keywords[exclusive] = keywords.pop(bound)
    return keywords


def _only(place: Place, keywords: Mapping[str, Any]) -> tuple[Place, bool] | None:
    """The one schema that this one is nothing but a name or a wrapper of, and whether null is allowed beside it."""
    if "$ref" in keywords:
        return place.followed(), False
    constraints = [key for key in keywords if constrains(key)]
    if constraints == ["allOf"] and len(sequence(keywords["allOf"])) == 1:
        return _list(place, keywords, "allOf").at(0), False
    if len(constraints) == 1 and constraints[0] in UNIONS:
        branches = _list(place, keywords, constraints[0])
        others = [i for i, branch in enumerate(branches.items()) if not is_null(branch)]
        if len(others) == 1:
            return branches.at(others[0]), len(branches.value) > 1
    return None


def _admits_null(place: Place, depth: int) -> bool:
    """Whether a form of a union takes null. depth: how far down unions of unions are looked at."""
    if not depth:
        return is_null(place)
    form = _shape(place, depth - 1)
    parts = _list(form.place, form.map, "allOf").items() if "allOf" in form.map else ()
    return form.null is not False and all(_admits_null(part, depth - 1) for part in parts)


def _types(place: Place, keywords: Mapping[str, Any], depth: int) -> tuple[frozenset[str] | None, bool | None]:
    """The types without null, and whether null is allowed: both None when nothing says so."""
    nullable = keywords.get("nullable") is True  # OpenAPI 3.0
    values = _values(keywords)
    stated = keywords.get("type", None if values is None else sorted({_type(value) for value in values}))
    names = frozenset(map(text, [stated] if isinstance(stated, str) else sequence(stated)))
    allowed = [] if stated is None else [nullable or "null" in names]
    allowed += [] if values is None else [None in values]
    for key in UNIONS:
        if key in keywords:
            allowed.append(any(_admits_null(branch, depth) for branch in _list(place, keywords, key).items()))
    null = all(allowed) if allowed else (nullable or None)
    types = names - {"null"} | ({"integer"} if "number" in names else set())
    return None if stated is None else types, null


def _values(keywords: Mapping[str, Any]) -> list[Any] | None:
    """The values that `enum` and `const` leave, None without either."""
    listed = sequence(keywords["enum"]) if "enum" in keywords else None
    if "const" not in keywords:
        return listed
    const = keywords["const"]
    return [const] if listed is None or any(same(const, value) for value in listed) else []


def is_null(place: Place) -> bool:
    """Whether a schema allows null and nothing else."""
    constraints = {key: value for key, value in place.map.items() if constrains(key)}
    return constraints in ({"type": "null"}, {"type": ["null"]}, {"const": None}, {"enum": [None]})


def _list(place: Place, keywords: Mapping[str, Any], key: str) -> Place:
    below = place.at(key)
    return Place(below.document, below.pointer, sequence(keywords[key]))


def constrains(key: str) -> bool:
    """Whether a keyword of a schema refuses something."""
    return not is_annotation(key) and key not in _BESIDE_REFERENCES


def _type(value: Any) -> str:
    return next((name for kind, name in _JSON_TYPES if isinstance(value, kind)), "null")


def expanded(place: Place, above: tuple[str, ...] = (), names: bool = False) -> Any:
    """The value of a schema with all references replaced and without annotations, to compare as a whole.

    names: whether the keys of the value are names that the document chose, and no keywords.
    """
    value = place.value
    if isinstance(value, dict) and isinstance(value.get("$ref"), str) and not names:
        target = place.followed()
        if target.pointer in above:
            return {"$ref": value["$ref"]}
        return expanded(target, (*above, target.pointer))
    if isinstance(value, dict):
        kept = sorted(key for key in value if names or constrains(key))
        return {key: _expanded_member(place, key, above, names) for key in kept}
    if isinstance(value, list):
        return [expanded(place.at(i), above) for i in range(len(value))]
    return value


def _expanded_member(place: Place, key: str, above: tuple[str, ...], names: bool) -> Any:
    if not names and key in ("enum", "const"):
        return place.map[key]
    return expanded(place.at(key), above, not names and key in _NAMED)
