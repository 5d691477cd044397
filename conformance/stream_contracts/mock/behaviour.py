"""Reading behaviour.yaml: what is right, how errors look, what is kept, and what each operation does.

The vocabulary is closed and stands in behaviour.schema.json; the templates are those of templates.py.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema_rs

from stream_contracts.mock.clock import START
from stream_contracts.mock.listing import EVERYTHING, Listing
from stream_contracts.mock.messages import ABSENT, Identity
from stream_contracts.mock.pages import Paging
from stream_contracts.mock.special.special import NOTHING, Special
from stream_specs import pointers, sources
from stream_specs.errors import UserError

VERBS = ("create", "put", "read", "list", "merge", "set", "delete", "configure", "show", "example", "special")


@dataclass(frozen=True, slots=True)
class ErrorShape:
    """How refusals look. bad_input, missing_scope, conflict, unknown: their statuses. messages, phrases: by status.

    shapes: by status, in place of the usual media type and body. challenges: by security scheme, the headers of 401.
    """

    media_type: str
    body: Any
    bad_input: int
    missing_scope: int
    conflict: int
    unknown: int
    messages: Mapping[int, str]
    phrases: Mapping[int, str]
    shapes: Mapping[int, Mapping[str, Any]]
    challenges: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind of item.

    also: properties by which an item is found besides its key. unique: combinations of properties that no two items
    share. items: the world at the start, or the name of a function of mock/special that makes it. view: the name of one
    that makes of an item what answers show, "" for the item as it is. touched: the property that holds the time of the
    last change, "" for none.
    """

    name: str
    key: str
    unique: tuple[tuple[str, ...], ...]
    unknown: str
    conflict: str
    template: Mapping[str, Any]
    items: tuple[Mapping[str, Any], ...] | str
    view: str = ""
    touched: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tokens:
    """Credentials that items hold. member: where they stand in an item. scopes, used: members as well, "" for none.

    required: what an item must have for its credential to count.
    """

    resource: str
    member: str
    scopes: str
    used: str
    required: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Action:
    """What an operation does. subject: the resource, the values, the example or the function of the verb.

    parent: resource and template of the key of what encloses the items. refuse: see guards.py. view: in place of the
    resource's own. then: a function of mock/special that is called after the verb. bad_input, unknown: status, 0 for
    the usual. headers: templates of the success's headers.
    """

    verb: str
    subject: Any
    key: Any = ABSENT
    fields: Any = ABSENT
    result: Any = ABSENT
    answer: Any = ABSENT
    status: int = 0
    listing: Listing = EVERYTHING
    parent: tuple[str, Any] | None = None
    refuse: tuple[Mapping[str, Any], ...] = ()
    view: str = ""
    then: str = ""
    bad_input: int = 0
    unknown: int = 0
    headers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Control:
    """A path of the mock's own that changes its world. takes: the JSON Schema of the body."""

    takes: Any
    action: Action


@dataclass(frozen=True, slots=True)
class Behaviour:
    """All that behaviour.yaml says.

    credentials: by security scheme, then by credential. tokens: by security scheme, or by `query.<name>` of a
    parameter. answers: by verb, before `answer`. values: those at the start, or the name of a function of mock/special
    that gives them. controls: by name. start: what the clock shows at the start. special: what all this refers to.
    """

    credentials: Mapping[str, Mapping[str, Identity]]
    errors: ErrorShape
    answer: Any
    values: Mapping[str, Any] | str
    resources: Mapping[str, Resource]
    operations: Mapping[str, Action]
    answers: Mapping[str, Any] = field(default_factory=dict)
    tokens: Mapping[str, Tokens] = field(default_factory=dict)
    controls: Mapping[str, Control] = field(default_factory=dict)
    start: datetime = START
    special: Special = NOTHING


@functools.cache
def load(path: Path) -> Behaviour:
    """Read a behaviour file. Raises UserError that names file and line."""
    source = sources.load(path)
    error = next(_validator().iter_errors(source.value), None)
    if error is not None:
        place = pointers.join("", *error.instance_path, *_undeclared(error))
        raise UserError(_wording(error), where=source.where(place), hint=f"see {place or 'the top level'} in the file")
    return parse(source.value)


def parse(value: Mapping[str, Any]) -> Behaviour:
    """The behaviour of a value that has the right shape."""
    return Behaviour(
        credentials={name: _credentials(name, entries) for name, entries in value.get("authentication", {}).items()},
        errors=_errors(value["errors"]),
        answer=value.get("answer", "$result"),
        values=value.get("values", {}),
        resources={name: _resource(name, entry) for name, entry in value.get("resources", {}).items()},
        operations={name: _action(entry) for name, entry in value["operations"].items()},
        answers=value.get("answers", {}),
        tokens={name: _tokens(entry) for name, entry in value.get("tokens", {}).items()},
        controls={
            name: Control(entry["takes"], _action(entry["does"])) for name, entry in value.get("controls", {}).items()
        },
        start=datetime.fromisoformat(value["clock"]) if "clock" in value else START,
    )


@functools.cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    schema = (Path(__file__).parent / "behaviour.schema.json").read_text("utf-8")
    return jsonschema_rs.Draft202012Validator(json.loads(schema))


def _undeclared(error: jsonschema_rs.ValidationError) -> list[str]:
    """The property that nobody knows, so that the message points at it."""
    return list(getattr(error.kind, "unexpected", ()))[:1]


def _wording(error: jsonschema_rs.ValidationError) -> str:
    if error.schema_path[-1:] == ["oneOf"]:
        needs = "put/merge/set need `with`; read/merge/set/delete need `key`"
        return f"exactly one of {', '.join(VERBS)} is needed, with all that it takes ({needs})"
    return error.message


def _credentials(scheme: str, entries: list[Mapping[str, Any]]) -> Mapping[str, Identity]:
    return {
        entry["credential"]: Identity(
            scheme, frozenset(entry.get("scopes", ())), entry.get("fields", {}), entry.get("actor", "")
        )
        for entry in entries
    }


def _errors(entry: Mapping[str, Any]) -> ErrorShape:
    return ErrorShape(
        media_type=entry.get("media-type", "application/json"),
        body=entry["body"],
        bad_input=entry.get("bad-input", 400),
        missing_scope=entry.get("missing-scope", 403),
        conflict=entry.get("conflict", 409),
        unknown=entry.get("unknown", 404),
        messages={int(status): text for status, text in entry.get("messages", {}).items()},
        phrases={int(status): text for status, text in entry.get("phrases", {}).items()},
        shapes={int(status): shape for status, shape in entry.get("shapes", {}).items()},
        challenges=entry.get("challenges", {}),
    )


def _tokens(entry: Mapping[str, Any]) -> Tokens:
    return Tokens(
        resource=entry["resource"],
        member=entry["member"],
        scopes=entry.get("scopes", ""),
        used=entry.get("used", ""),
        required=entry.get("required", {}),
    )


def _resource(name: str, entry: Mapping[str, Any]) -> Resource:
    return Resource(
        name=name,
        key=entry["key"],
        unique=tuple(tuple(fields) for fields in entry.get("unique", ())),
        unknown=entry.get("unknown", ""),
        conflict=entry.get("conflict", ""),
        template=entry.get("template", {}),
        items=entry["items"] if isinstance(entry.get("items"), str) else tuple(entry.get("items", ())),
        view=entry.get("view", ""),
        touched=entry.get("touched", ""),
        also=tuple(entry.get("also", ())),
    )


def _action(entry: Mapping[str, Any]) -> Action:
    verb = next(verb for verb in VERBS if verb in entry)
    return Action(
        verb=verb,
        subject=entry[verb],
        key=entry.get("key", ABSENT),
        fields=entry.get("with", ABSENT),
        result=entry.get("result", ABSENT),
        answer=entry.get("answer", ABSENT),
        status=entry.get("status", 0),
        listing=_listing(entry),
        parent=next(iter(entry.get("parent", {}).items()), None),
        refuse=tuple(entry.get("refuse", ())),
        view=entry.get("view", ""),
        then=entry.get("then", ""),
        bad_input=entry.get("bad-input", 0),
        unknown=entry.get("unknown", 0),
        headers=entry.get("headers", {}),
    )


def _listing(entry: Mapping[str, Any]) -> Listing:
    paging = {name.replace("-", "_"): value for name, value in entry.get("page", {}).items()}
    return Listing(entry.get("where", {}), entry.get("flags", {}), entry.get("order", ""), Paging(**paging))
