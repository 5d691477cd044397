"""What the page shows of one API: its operations by tag, its schemas and shared answers, its decisions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stream_specs.docs.decisions import Decision
from stream_specs.docs.endpoints import Endpoint, endpoints
from stream_specs.docs.samples import CodeSample
from stream_specs.docs.shapes import references
from stream_specs.generate import sdk_names
from stream_specs.generate.client_document import resolved

Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """What an API's part is made of. requirements: as `generated/requirements` has them. decisions: all, by id."""

    api: str
    document: Object
    samples: Mapping[str, tuple[CodeSample, ...]]
    requirements: Sequence[Object]
    decisions: Mapping[str, Decision]


@dataclass(frozen=True, slots=True)
class Example:
    """A tested example. evidence: its own, empty when that of its surroundings applies."""

    name: str
    summary: str
    text: str
    evidence: Object

    @property
    def lines(self) -> int:
        """How long it is."""
        return self.text.count("\n") + 1


@dataclass(frozen=True, slots=True)
class Media:
    """A media type of a body. schema: as it is written, mostly a reference."""

    name: str
    schema: Object
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A documented answer. shared: the name of the component that it is, "" for one of the operation's own."""

    status: str
    shared: str
    value: Object
    headers: Mapping[str, Object]
    media: tuple[Media, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation on the page. iterator: the method of the SDK that runs through all pages, "" without pages."""

    endpoint: Endpoint
    anchor: str
    body: tuple[Media, ...]
    answers: tuple[Answer, ...]
    samples: tuple[CodeSample, ...]
    decisions: tuple[Decision, ...]
    requirements: tuple[Object, ...]
    rules: tuple[Object, ...]
    schemas: tuple[str, ...]
    iterator: str

    @property
    def words(self) -> str:
        """What search looks through beside the description."""
        one = self.endpoint
        return " ".join((one.id, one.method, one.path, str(one.value.get("summary", "")), *one.tags, *self.schemas))


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag with the operations that have it first."""

    name: str
    anchor: str
    description: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Schema:
    """A named schema. users: the operations that refer to it, and the schemas that do, by name."""

    name: str
    anchor: str
    value: Object
    decisions: tuple[Decision, ...]
    operations: tuple[str, ...]
    schemas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Api:
    """An API's part of the page. rules: what is checked across answers. decisions: those that the document cites."""

    key: str
    document: Object
    tags: tuple[Tag, ...]
    schemas: tuple[Schema, ...]
    answers: tuple[Answer, ...]
    rules: tuple[Object, ...]
    decisions: tuple[Decision, ...]

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All of them, in the order of the page."""
        return tuple(one for tag in self.tags for one in tag.operations)

    def addresses(self) -> dict[str, str]:
        """Where words lead to: the names of schemas, the ids of operations and decisions."""
        schemas = {one.name: f"#{one.anchor}" for one in self.schemas}
        operations = {one.endpoint.id: f"#{one.anchor}" for one in self.operations}
        return schemas | operations | {one.id: f"#{self.key}/decision/{one.id}" for one in self.decisions}


def content(source: Source) -> Api:
    """The part of one API."""
    paged = (one for one in sdk_names.operations(source.document) if "x-pagination" in one.value)
    iterators = {one.id: f"{one.resource}.{one.iterator}" for one in paged}
    found = [_operation(source, one, iterators.get(one.id, "")) for one in endpoints(source.document)]
    answers = source.document.get("components", {}).get("responses", {})
    return Api(
        source.api,
        source.document,
        tuple(_tags(source, found)),
        tuple(_schemas(source, found)),
        tuple(_answer(source.document, "", value, name) for name, value in sorted(answers.items())),
        tuple(_rules(source)),
        tuple(_all_decisions(source)),
    )


def _tags(source: Source, operations: list[Operation]) -> Iterator[Tag]:
    described = {tag["name"]: tag for tag in source.document.get("tags", ())}
    for name in dict.fromkeys((*described, *(one.endpoint.tags[0] for one in operations))):
        own = tuple(one for one in operations if one.endpoint.tags[0] == name)
        if own:
            anchor = f"{source.api}/tag/{re.sub(r'[^A-Za-z0-9]+', '-', name)}"
            yield Tag(name, anchor, str(described.get(name, {}).get("description", "")), own)


def _operation(source: Source, endpoint: Endpoint, iterator: str) -> Operation:
    document, value = source.document, endpoint.value
    cited = [*_cited(value), *_cited(list(endpoint.parameters)), *_cited(endpoint.body)]
    named = re.compile(rf"\b{re.escape(endpoint.id)}\b")
    answers = tuple(_answer(document, status, one, _shared(one)) for status, one in value["responses"].items())
    return Operation(
        endpoint,
        f"{source.api}/{endpoint.id}",
        tuple(_media(endpoint.body)),
        answers,
        source.samples[endpoint.id],
        _decisions(source, cited),
        tuple(one for one in source.requirements if _subject(one) == endpoint.id),
        tuple(one for one in _rules(source) if named.search(f"{one['id']} {one['text']}")),
        tuple(dict.fromkeys(_schemas_of(document, endpoint))),
        iterator,
    )


def _schemas_of(document: Object, endpoint: Endpoint) -> Iterator[str]:
    yield from references([*endpoint.parameters, endpoint.body])
    for answer in endpoint.value["responses"].values():
        yield from references(resolved(document, answer))


def _answer(document: Object, status: str, value: Object, shared: str) -> Answer:
    found = resolved(document, value)
    headers = {name: resolved(document, one) for name, one in found.get("headers", {}).items()}
    return Answer(status, shared, found, headers, tuple(_media(found)))


def _shared(answer: Object) -> str:
    return str(answer.get("$ref", "")).rpartition("/")[2]


def _media(body: Object) -> Iterator[Media]:
    for name, media in body.get("content", {}).items():
        examples = (_example(case, one) for case, one in media.get("examples", {}).items())
        yield Media(name, media.get("schema", {}), tuple(examples))


def _example(name: str, example: Object) -> Example:
    value = example.get("value")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    return Example(name, str(example.get("summary", "")), text, example.get("x-evidence", {}))


def _schemas(source: Source, operations: list[Operation]) -> Iterator[Schema]:
    known = source.document.get("components", {}).get("schemas", {})
    used = {name: set(references(value)) for name, value in known.items()}
    for name, value in sorted(known.items()):
        yield Schema(
            name,
            f"{source.api}/schema/{name}",
            value,
            _decisions(source, list(_cited(value))),
            tuple(one.endpoint.id for one in operations if name in one.schemas),
            tuple(sorted(other for other in used if name in used[other] and other != name)),
        )


def _decisions(source: Source, cited: list[str]) -> tuple[Decision, ...]:
    return tuple(one for key, one in source.decisions.items() if key in cited)


def _all_decisions(source: Source) -> Iterator[Decision]:
    """Those of the API: rules and behaviour cite some that the document does not."""
    prefixes = {one.partition("-")[0] for one in _cited(source.document)}
    yield from (one for key, one in source.decisions.items() if key.partition("-")[0] in prefixes)


def _cited(value: Any) -> Iterator[str]:
    """The decisions that a value of the document cites, itself or below; references are not followed."""
    if isinstance(value, dict):
        yield from value.get("x-decision", ())
        for inner in value.values():
            yield from _cited(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _cited(inner)


def _rules(source: Source) -> Iterator[Object]:
    yield from (one for one in source.requirements if _subject(one) == "rule")


def _subject(requirement: Object) -> str:
    """The operation that a requirement is about, or `rule`."""
    return str(requirement["id"]).split("/")[1]
