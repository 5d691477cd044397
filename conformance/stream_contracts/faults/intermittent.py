"""Faults that come and go: of all answers of the server that a fault can spoil, it spoils one in a hundred.

Which ones follows from the seed, so that a run can be repeated. They are faults of the whole server, because a run
sends a hundred requests to it, but not to each operation. Only answers count whose spoiling can be seen: a success
that the document describes, or, for what is wrong with any answer, every answer.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable, Mapping
from typing import Any

from stream_contracts.faults.answers import required_member
from stream_contracts.faults.fault import Class, Fault, Site
from stream_contracts.faults.places import at_place
from stream_contracts.mock.application import encode
from stream_contracts.mock.messages import ABSENT, Answer, Call, Handle
from stream_contracts.mock.model import Mock

EVERY = 100
_UNAVAILABLE = 503
_ANY = Answer(200)

Spoil = Callable[[Answer, Site], Answer]
Fits = Callable[[Site, Answer], bool]


def _sites(site: Site) -> Mapping[str, Site]:
    """Every operation of the API as a site, by its id."""
    return {entry.id: dataclasses.replace(site, operation=entry) for entry in site.document.operations}


def _one_in_a_hundred(fits: Fits, spoil: Spoil) -> Callable[[Mock, Site], Mock]:
    def apply(mock: Mock, site: Site) -> Mock:
        sites, counter = _sites(site), itertools.count()
        first = mock.state.generator.seed % EVERY

        def around(call: Call, inner: Handle) -> Answer:
            answer = inner(call)
            called = sites.get(call.match.operation)
            if called is None or not fits(called, answer) or next(counter) % EVERY != first:
                return answer
            return spoil(answer, called)

        return mock.with_around(around)

    return apply


def _is_documented_json(site: Site, answer: Answer) -> bool:
    response = site.operation.response(answer.status)
    described = site.success_json() is not None and response is not None and response == site.success()
    return described and answer.content is not ABSENT


def _has_required(site: Site, answer: Answer) -> bool:
    path = required_member(site) if _is_documented_json(site, answer) else ()
    return bool(path) and at_place(answer.content, path, _drop) != answer.content


def _drop(place: Any, key: str | int) -> None:
    del place[key]


def _may_not_be_unavailable(site: Site, _: Answer) -> bool:
    return site.operation.response(_UNAVAILABLE) is None


def _may_not_be_202(site: Site, answer: Answer) -> bool:
    return answer.status < 300 and site.success() is not None and site.operation.response(202) is None


def _cut(answer: Answer, _: Site) -> Answer:
    return dataclasses.replace(answer, content=encode(answer.content, answer.media_type)[:-1])


def _without_property(answer: Answer, site: Site) -> Answer:
    return dataclasses.replace(answer, content=at_place(answer.content, required_member(site), _drop))


def _schema(site: Site) -> str:
    response = site.success()
    return site.requirement(f"{response.status}.schema") if response and site.success_json() else ""


def _content_type(site: Site) -> str:
    response = site.success()
    return site.requirement(f"{response.status}.content-type") if response and site.success_json() else ""


def _fault(name: str, text: str, breaks: Callable[[Site], str], fits: Fits, spoil: Spoil) -> Fault:
    return Fault(name, text, Class.INTERMITTENT, breaks, _one_in_a_hundred(fits, spoil), whole=True)


FAULTS = (
    _fault(
        "sometimes-unavailable",
        "One answer in a hundred is 503.",
        lambda site: site.requirement("no-server-error") if _may_not_be_unavailable(site, _ANY) else "",
        _may_not_be_unavailable,
        lambda *_: Answer(_UNAVAILABLE, {"error": "spoilt"}),
    ),
    _fault(
        "sometimes-202",
        "One success in a hundred has the status 202.",
        lambda site: site.requirement("statuses") if _may_not_be_202(site, _ANY) else "",
        _may_not_be_202,
        lambda answer, _: dataclasses.replace(answer, status=202),
    ),
    _fault(
        "sometimes-truncated",
        "One success in a hundred is cut off, so that it is no JSON.",
        _schema,
        _is_documented_json,
        _cut,
    ),
    _fault(
        "sometimes-empty",
        "One success in a hundred has no body.",
        _schema,
        _is_documented_json,
        lambda answer, _: dataclasses.replace(answer, content=b""),
    ),
    _fault(
        "sometimes-lacks-property",
        "One success in a hundred lacks a required property.",
        lambda site: _schema(site) if required_member(site) else "",
        _has_required,
        _without_property,
    ),
    _fault(
        "sometimes-html",
        "One success in a hundred says that it is HTML.",
        _content_type,
        _is_documented_json,
        lambda answer, _: dataclasses.replace(answer, media_type="text/html"),
    ),
)
