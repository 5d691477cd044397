"""Faults of links: what an answer refers to is not there, or elsewhere."""

from __future__ import annotations

import dataclasses
from typing import Any

from stream_contracts import requirements
from stream_contracts.faults.answers import around_operation, is_success
from stream_contracts.faults.fault import Class, Fault, Site
from stream_contracts.faults.lists import breaks, parameters_of
from stream_contracts.faults.places import Path, at_place, path_of
from stream_contracts.mock.messages import Answer
from stream_contracts.mock.model import Mock
from stream_contracts.rulebook import Fixture

_ELSEWHERE = "https://elsewhere.invalid/"
_FAR = 1_000_000_007  # added to a number, it is nobody's


def _fixture(site: Site) -> Fixture | None:
    """Something that a run creates by the operation and removes by what the answer says of it."""
    made = (entry for entry in site.rulebook.fixtures.values() if entry.create.operation == site.operation.id)
    return next((entry for entry in made if entry.remove and entry.find is None and _place(entry)), None)


def _place(fixture: Fixture) -> Path:
    """Where the answer shows the first value that is needed to remove the thing; () for nowhere."""
    remove = fixture.remove
    needed = repr((remove.path, remove.query, remove.body, remove.secrets)) if remove else ""
    for name, pointer in fixture.fields.items():
        if f"${fixture.name}.{name}" in needed and pointer.startswith("/"):
            return path_of(pointer)
    return ()


def _followed(site: Site) -> str:
    """What follows the id: a rule about what was created, else the success of its removal."""
    fixture = _fixture(site)
    if fixture is None or fixture.remove is None:
        return ""
    rules = (site.rule(kind, "create") for kind in ("read-after-write", "listed-after-create", "gone-after-delete"))
    success = requirements.identify(site.document.api, fixture.remove.operation, requirements.SUCCESS)
    return next((rule for rule in rules if rule), success)


def _nobodys(place: Any, key: str | int) -> None:
    value = place[key]
    place[key] = value + _FAR if isinstance(value, int) else f"{value}0"


def _answer_nobodys_id(mock: Mock, site: Site) -> Mock:
    fixture = _fixture(site)
    path = _place(fixture) if fixture else ()

    def change(answer: Answer) -> Answer:
        return dataclasses.replace(answer, content=at_place(answer.content, path, _nobodys))

    return mock.with_around(around_operation(site, change, is_success))


def _link(mock: Mock, site: Site) -> Mock:
    path = path_of(next(iter(parameters_of(site, "self-link", "call")["links"])))

    def put(place: Any, key: str | int) -> None:
        place[key] = f"{place[key].partition('?')[0]}-wrong"

    def change(answer: Answer) -> Answer:
        return dataclasses.replace(answer, content=at_place(answer.content, path, put))

    return mock.with_around(around_operation(site, change, is_success))


def _redirect_rule(site: Site) -> str:
    documented = site.operation.response(302) or site.success() is None or site.is_twin
    return "" if documented else requirements.redirects(site.document.api)


def _redirect(mock: Mock, site: Site) -> Mock:
    away = Answer(302, headers=(("location", _ELSEWHERE),), media_type="")
    return mock.with_around(around_operation(site, lambda _: away, is_success))


FAULTS = (
    Fault(
        "self-link-wrong",
        "{operation} links to a place beside the resource.",
        Class.LINKS,
        breaks("self-link", role="call"),
        _link,
    ),
    Fault(
        "id-leads-nowhere",
        "The id in the success of {operation} is nobody's.",
        Class.LINKS,
        _followed,
        _answer_nobodys_id,
    ),
    Fault(
        "redirects-away",
        "The success of {operation} is a redirect to another server.",
        Class.LINKS,
        _redirect_rule,
        _redirect,
    ),
)
