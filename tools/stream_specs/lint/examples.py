"""Examples: they fit their schemas, declare nothing new, are where they belong, and none is missing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from stream_specs import pointers, structure
from stream_specs.lint.context import Context, Sample, is_json, sequence
from stream_specs.problems import Problem
from stream_specs.structure import Kind, Node

INVALID = "example-invalid"
_SHARED = "shared"
_XML = ("application/xml", "text/xml")  # a schema describes the tree, not the text


def values(context: Context) -> Iterator[Problem]:
    """Each example of a body, parameter or header fits its schema and holds nothing undeclared."""
    for node in context.of(Kind.MEDIA_TYPE, Kind.PARAMETER, Kind.HEADER):
        if "schema" in node.map and not node.name.startswith(_XML):
            for sample in context.samples(node):
                title = f"example `{sample.name}`" if sample.name else "example"
                yield from _value(context, pointers.join(node.pointer, "schema"), sample, title)


def schema_values(context: Context) -> Iterator[Problem]:
    """Each example, default and enum value of a schema fits that schema."""
    for node in context.of(Kind.SCHEMA):
        for key in ("example", "default", "const"):
            if key in node.map:
                sample = Sample(key, node.map[key], pointers.join(node.pointer, key))
                yield from _value(context, node.pointer, sample, key)
        for key in ("examples", "enum"):
            for i, value in enumerate(sequence(node.map.get(key))):
                sample = Sample(key, value, pointers.join(node.pointer, key, i))
                yield from _value(context, node.pointer, sample, f"{key} value {i + 1}")


def _value(context: Context, schema: str, sample: Sample, title: str) -> Iterator[Problem]:
    for mismatch in context.schemas.mismatches(schema, sample.value):
        file, line = context.origins.at(mismatch.schema)
        at = f" at {mismatch.path}" if mismatch.path else ""
        message = f"{title}{at}: {mismatch.message}"
        yield context.problem(sample.pointer + mismatch.path, INVALID, message, f"schema: {file}:{line}")


def present(context: Context) -> Iterator[Problem]:
    """An example has a value, its own or a file's."""
    for node in context.of(Kind.EXAMPLE):
        if "value" not in node.map and "externalValue" not in node.map:
            hint = "externalValue: ../../examples/<operationId>/<status>-<case>.json"
            yield context.problem(node.pointer, "example-file", f"example `{node.name}` has no value", hint)


def files(context: Context) -> Iterator[Problem]:
    """The example of a JSON body is a file that is named for its place: four readers use it.

    `examples/<operationId or shared>/<status or request>-<case>.json`, the case being its key.
    """
    for body, places in _places(context).items():
        holder = Node(*body, pointers.resolve(context.document, body[1]))
        for media in context.held(holder, "content"):
            for entry in structure.children(media):
                if entry.role == "examples" and not entry.is_ref:
                    yield from _file(context, media, entry, places)
            if is_json(media.name) and "example" in media.map:
                pointer = pointers.join(media.pointer, "example")
                hint = "examples: {<case>: {summary: ..., externalValue: ...}}"
                yield context.problem(pointer, "example-file", "the example of a JSON body is not a file", hint)


def _places(context: Context) -> dict[tuple[Kind, str], set[str]]:
    """For each body and response, by kind and pointer, the beginnings that its example files may have."""
    places: dict[tuple[Kind, str], set[str]] = {}
    for operation in context.operations:
        for child in structure.children(operation.node):
            if child.kind not in (Kind.REQUEST_BODY, Kind.RESPONSE):
                continue
            if not operation.id or child.name == "default":
                continue  # reported for itself: nothing can be named for it
            prefix = "request" if child.kind is Kind.REQUEST_BODY else child.name
            known = places.setdefault((child.kind, context.resolved(child).pointer), set())
            if not child.is_ref:
                known.add(f"{operation.id}/{prefix}")
            known.add(f"{_SHARED}/{prefix}")
    return places


def _file(context: Context, media: Node, entry: Node, places: set[str]) -> Iterator[Problem]:
    expected = [f"examples/{place}-{entry.name}" for place in sorted(places)]
    origin = context.origins.of(pointers.join(entry.pointer, "value"))
    if "value" not in entry.map:
        return
    if origin.pointer:
        if is_json(media.name):
            message = f"example `{entry.name}` of a JSON body is not a file"
            yield context.problem(entry.pointer, "example-file", message, f"externalValue: {expected[0]}.json")
        return
    actual = os.path.relpath(origin.path, context.folder)
    stem, suffix = os.path.splitext(actual)
    if stem not in expected or (is_json(media.name) and suffix != ".json"):
        hint = "its place is " + " or ".join(f"{name}{suffix}" for name in expected)
        yield context.problem(entry.pointer, "example-file", f"example `{entry.name}` is the file {actual}", hint)


def required(context: Context) -> Iterator[Problem]:
    """Each documented JSON answer has an example: the mock serves it and the clients decode it."""
    for node in context.of(Kind.RESPONSE):
        for media in context.held(node, "content"):
            if is_json(media.name) and not _has_example(media):
                message = f"response `{node.name}` has no example"
                hint = "examples: {<case>: {summary: ..., externalValue: ...}}"
                yield context.problem(media.pointer, "example-missing", message, hint)


def _has_example(media: Node) -> bool:
    examples: Any = media.map.get("examples")
    return bool(examples) or "example" in media.map


CHECKS = (values, schema_values, present, files, required)
