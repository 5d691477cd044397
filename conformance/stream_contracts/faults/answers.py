"""Faults of answers: their bodies, statuses and headers."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from stream_contracts.faults.fault import Class, Fault, Site
from stream_contracts.faults.places import Path, at_place, enum_place, member, required_place
from stream_contracts.mock.application import encode
from stream_contracts.mock.messages import ABSENT, Answer, Call, Handle
from stream_contracts.mock.model import Around, Mock

Change = Callable[[Answer], Answer]
_UNDOCUMENTED_SUCCESS = 202
_UNDOCUMENTED_ERROR = 418
_WRONG_VALUES: tuple[Any, ...] = ("wrong", 17.5, [], None, True)


def around_operation(site: Site, change: Change, when: Callable[[int], bool]) -> Around:
    """Change the answers of one operation whose status fits."""

    def around(call: Call, inner: Handle) -> Answer:
        answer = inner(call)
        return change(answer) if call.match.operation == site.operation.id and when(answer.status) else answer

    return around


def is_success(status: int) -> bool:
    """True for 2XX and 3XX."""
    return status < 400


def is_refusal(status: int) -> bool:
    """True for 4XX."""
    return 400 <= status < 500


def documented_success(mock: Mock, site: Site) -> Answer:
    """The documented example of an operation's success, whatever was asked."""
    endpoint = mock.endpoints[site.operation.id]
    return Answer(endpoint.status, endpoint.example, endpoint.media_type)


def _drop(place: Any, key: str | int) -> None:
    del place[key]


def _nullify(place: Any, key: str | int) -> None:
    place[key] = None


def _break_enum(place: Any, key: str | int) -> None:
    place[key] = "undeclared-value"


def _wrong_value(site: Site, path: Path) -> Any:
    """A value that the schema at a path does not allow; ABSENT when it allows all that we try."""
    import jsonschema_rs

    media = site.success_json()
    if media is None or media.schema is None or not path:
        return ABSENT
    schema = {"$defs": {}, **member(site.document, media.schema, path)}
    if any("$ref" in str(value) for value in schema.values()):
        return "wrong" if schema.get("type") == "object" else ABSENT
    return next((value for value in _WRONG_VALUES if not jsonschema_rs.is_valid(schema, value)), ABSENT)


def required_member(site: Site) -> Path:
    """The path of a required property in the success of an operation, () without one."""
    media = site.success_json()
    return required_place(site.document, media.schema) if media and media.schema is not None else ()


def _enum(site: Site) -> Path:
    media = site.success_json()
    return enum_place(site.document, media.schema) if media and media.schema is not None else ()


def _allows_null(site: Site) -> bool:
    media, path = site.success_json(), required_member(site)
    if media is None or media.schema is None or not path:
        return True
    types = member(site.document, media.schema, path).get("type", "null")
    return "null" in types


def _success_schema(site: Site) -> str:
    response = site.success()
    return site.requirement(f"{response.status}.schema") if response and site.success_json() else ""


def _success_type(site: Site) -> str:
    response = site.success()
    return site.requirement(f"{response.status}.content-type") if response and response.content else ""


def _bad_input_documented(site: Site) -> bool:
    documented = site.operation.response(site.behaviour.errors.bad_input)
    return bool(documented and documented.content and site.constraint_on_value())


def _refusal(site: Site, what: str) -> str:
    status = site.behaviour.errors.bad_input
    return site.requirement(f"{status}.{what}") if _bad_input_documented(site) else ""


def _status_requirement(site: Site, status: int) -> str:
    documented = site.operation.response(status) or site.success() is None
    return "" if documented else site.requirement("statuses")


def _envelope_rule(site: Site) -> str:
    """The rule that compares a property of the error body with the status."""
    for rule in site.rulebook.rules:
        if rule.kind == "invariant" and _status_pointers(rule.parameters) and _bad_input_documented(site):
            return rule.id
    return ""


def _status_pointers(parameters: Mapping[str, Any]) -> list[str]:
    checks = [entry for entry in parameters["assert"] if entry["check"] == "equals-status"]
    return [pointer for entry in checks for pointer in entry["at"]]


def _on_success(change: Callable[[Site], Change]) -> Callable[[Mock, Site], Mock]:
    return lambda mock, site: mock.with_around(around_operation(site, change(site), is_success))


def _on_refusal(change: Callable[[Site], Change]) -> Callable[[Mock, Site], Mock]:
    return lambda mock, site: mock.with_around(around_operation(site, change(site), is_refusal))


def _content(change: Callable[[Site, Any], Any]) -> Callable[[Site], Change]:
    return lambda site: lambda answer: dataclasses.replace(answer, content=change(site, answer.content))


def _replace(**fields: Any) -> Callable[[Site], Change]:
    return lambda _: lambda answer: dataclasses.replace(answer, **fields)


def _put_wrong(site: Site, content: Any) -> Any:
    path = required_member(site)
    wrong = _wrong_value(site, path)

    def change(place: Any, key: str | int) -> None:
        place[key] = wrong

    return at_place(content, path, change)


def _other_code(site: Site, content: Any) -> Any:
    rules = [rule for rule in site.rulebook.rules if rule.kind == "invariant"]
    pointers = [pointer for rule in rules for pointer in _status_pointers(rule.parameters)]

    def change(place: Any, key: str | int) -> None:
        place[key] += 1

    for pointer in pointers:
        content = at_place(content, tuple(pointer.split("/")[1:]), change)
    return content


FAULTS = (
    Fault(
        "drop-property",
        "The success of {operation} lacks a required property.",
        Class.BODY,
        lambda site: _success_schema(site) if required_member(site) else "",
        _on_success(_content(lambda site, content: at_place(content, required_member(site), _drop))),
    ),
    Fault(
        "wrong-type",
        "A required property in the success of {operation} has a wrong type.",
        Class.BODY,
        lambda site: _success_schema(site) if _wrong_value(site, required_member(site)) is not ABSENT else "",
        _on_success(_content(_put_wrong)),
    ),
    Fault(
        "null-property",
        "A required property in the success of {operation} is null.",
        Class.BODY,
        lambda site: "" if _allows_null(site) else _success_schema(site),
        _on_success(_content(lambda site, content: at_place(content, required_member(site), _nullify))),
    ),
    Fault(
        "undeclared-enum-value",
        "The success of {operation} holds a value that its enumeration does not have.",
        Class.BODY,
        lambda site: _success_schema(site) if _enum(site) else "",
        _on_success(_content(lambda site, content: at_place(content, _enum(site), _break_enum))),
    ),
    Fault(
        "truncated-body",
        "The success of {operation} is cut off, so that it is no JSON.",
        Class.BODY,
        _success_schema,
        _on_success(_content(lambda _, content: encode(content)[:-1])),
    ),
    Fault(
        "empty-body",
        "The success of {operation} has no body.",
        Class.BODY,
        _success_schema,
        _on_success(_content(lambda _, __: b"")),
    ),
    Fault(
        "empty-error",
        "Bad input is refused by {operation} with an empty object.",
        Class.BODY,
        lambda site: _refusal(site, "schema"),
        _on_refusal(_content(lambda _, __: {})),
    ),
    Fault(
        "error-code-differs",
        "The code in the error body of {operation} is not the status.",
        Class.BODY,
        _envelope_rule,
        _on_refusal(_content(_other_code)),
    ),
    Fault(
        "wrong-content-type",
        "The success of {operation} says that it is HTML.",
        Class.STATUS,
        _success_type,
        _on_success(_replace(media_type="text/html")),
    ),
    Fault(
        "error-content-type",
        "The errors of {operation} say that they are plain text.",
        Class.STATUS,
        lambda site: _refusal(site, "content-type"),
        _on_refusal(_replace(media_type="text/plain")),
    ),
    Fault(
        "success-201",
        "The success of {operation} has the status 201.",
        Class.STATUS,
        lambda site: "" if site.is_twin else _status_requirement(site, 201),
        _on_success(_replace(status=201)),
    ),
    Fault(
        "undocumented-success",
        "The success of {operation} has the status 202.",
        Class.STATUS,
        lambda site: _status_requirement(site, _UNDOCUMENTED_SUCCESS),
        _on_success(_replace(status=_UNDOCUMENTED_SUCCESS)),
    ),
    Fault(
        "undocumented-error",
        "The errors of {operation} have the status 418.",
        Class.STATUS,
        lambda site: _status_requirement(site, _UNDOCUMENTED_ERROR) if _bad_input_documented(site) else "",
        _on_refusal(_replace(status=_UNDOCUMENTED_ERROR)),
    ),
)
