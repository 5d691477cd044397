"""Every operation of Owncast: what is documented is answered as documented, and what is wrong is refused so."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import owncast
import pytest
from owncast import ADMIN, DISABLED, DOCUMENT, MODERATION, OPERATIONS, VIEWER, documented_calls, fresh, problem, world

from stream_contracts.documents import Operation
from stream_contracts.exchange import ABSENT, Call

CALLS = dict(documented_calls())
BY_OPERATION = {call.operation: call for call in CALLS.values()}
BEFORE = {"DeleteCustomEmoji-deleted": "UploadCustomEmoji-uploaded"}  # the story: what is deleted came before
REFUSAL_OF = "SendUserMessage"  # which documents no success
BEHAVIOUR = world().mock.behaviour


def _names(scheme: str) -> list[str]:
    return [entry.id for entry in DOCUMENT.operations if any(scheme in one for one in entry.security)]


def _with_chat_token() -> list[str]:
    return [entry.id for entry in DOCUMENT.operations if entry.parameter("query", "accessToken")]


@pytest.mark.parametrize("name", CALLS)
def test_a_documented_request_gets_a_documented_success(name: str) -> None:
    asked = fresh()
    if name in BEFORE:
        asked.send(CALLS[BEFORE[name]])
    operation = CALLS[name].operation

    reply = asked.send(CALLS[name])

    assert problem(reply, operation) == ""
    assert reply.status < 400 or operation == REFUSAL_OF


def test_every_operation_has_a_documented_request() -> None:
    assert set(BY_OPERATION) == set(OPERATIONS)
    assert len(OPERATIONS) == 210


def test_all_but_options_are_declared_and_the_rule_answers_these() -> None:
    undeclared = [entry for entry in DOCUMENT.operations if entry.id not in BEHAVIOUR.operations]

    assert {entry.method for entry in undeclared} == {"OPTIONS"}
    assert len(undeclared) == 93
    assert {world().send(BY_OPERATION[entry.id]).status for entry in undeclared} == {204}


def test_an_options_request_succeeds_whatever_stands_in_the_path() -> None:
    reply = world().call("SendSystemMessageToConnectedClientOptions", path={"clientId": "no number"}, admin="")

    assert (reply.status, reply.body) == (204, b"")


def _examples() -> Iterator[tuple[str, str, str, Any]]:
    for operation in DOCUMENT.operations:
        for response in operation.responses:
            for media in response.content:
                yield from ((operation.id, response.status, name, value) for name, value in media.examples.items())


EXAMPLES = list(_examples())


@pytest.mark.parametrize(
    ("operation", "status", "name", "value"), EXAMPLES, ids=[f"{entry[0]}-{entry[1]}-{entry[2]}" for entry in EXAMPLES]
)
def test_every_documented_answer_can_be_had(operation: str, status: str, name: str, value: Any) -> None:
    reply = world().call(operation, headers={"Prefer": f"code={status}, example={name}"}, path={"clientId": 1})

    assert (reply.status, problem(reply, operation)) == (int(status), "")
    assert (reply.body.decode() if isinstance(value, str) else reply.value) == value


@pytest.mark.parametrize(
    ("operation", "code"), [("HandleIndieAuthRedirect", 307), ("Ping", 200), ("VerifyFediverseOTPRequest", 403)]
)
def test_answers_without_a_body_can_be_had(operation: str, code: int) -> None:
    reply = world().call(operation, headers={"Prefer": f"code={code}"})

    assert (reply.status, reply.body) == (code, b"")


@pytest.mark.parametrize("operation", _names("BasicAuth"))
def test_operations_of_the_operator_take_the_password(operation: str) -> None:
    for credential in ("", "admin:wrong", "root:mock-password", "mock-token"):
        reply = world().send(BY_OPERATION[operation], admin=credential)

        assert (reply.status, reply.body, problem(reply, operation)) == (401, b"Unauthorized\n", "")
        assert reply.headers["WWW-Authenticate"] == 'Basic realm="Owncast Authenticated Request"'
        assert set(reply.headers) >= {"Access-Control-Allow-Origin", "X-Content-Type-Options"}


@pytest.mark.parametrize("operation", _names("BearerAuth"))
@pytest.mark.parametrize("credential", ["", "wrong", ADMIN, VIEWER, owncast.POWERLESS])
def test_operations_of_integrations_take_a_token_with_the_scope(operation: str, credential: str) -> None:
    reply = world().send(BY_OPERATION[operation], bearer=credential)

    assert (reply.status, reply.body, problem(reply, operation)) == (401, b"Unauthorized\n", "")
    assert "Access-Control-Allow-Origin" not in reply.headers


@pytest.mark.parametrize("operation", _with_chat_token())
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"accessToken": ""},
        {"accessToken": "wrong"},
        {"accessToken": owncast.INTEGRATION},
        {"accessToken": DISABLED},
        {"accesstoken": VIEWER},
        {"accessToken": [VIEWER, VIEWER]},
    ],
    ids=["missing", "empty", "wrong", "of an integration", "of a disabled user", "misspelled", "twice"],
)
def test_operations_of_chat_users_take_the_token_of_one(operation: str, query: dict[str, Any]) -> None:
    reply = world().send(dataclasses.replace(BY_OPERATION[operation], query=query))

    assert (reply.status, reply.body, problem(reply, operation)) == (401, b"Unauthorized\n", "")


@pytest.mark.parametrize("operation", MODERATION)
def test_operations_of_moderators_take_the_token_of_one(operation: str) -> None:
    reply = world().send(dataclasses.replace(BY_OPERATION[operation], query={"accessToken": VIEWER}))

    assert (reply.status, problem(reply, operation)) == (401, "")


def _with_json() -> list[Operation]:
    return [entry for entry in DOCUMENT.operations if entry.request_body and entry.request_body.content[0].is_json]


WITH_JSON = _with_json()
SYNTAX = (b"{", b"\xff{}", b"[]", b'"text"', b"null", b'{"value": 1}}')


@pytest.mark.parametrize("operation", [entry.id for entry in WITH_JSON])
def test_a_body_that_is_no_object_is_refused_and_changes_nothing(operation: str) -> None:
    asked = fresh()
    before = asked.get("GetServerConfig")

    for text in SYNTAX:
        reply = asked.send(dataclasses.replace(BY_OPERATION[operation], body=ABSENT, raw=text))
        assert (reply.status, problem(reply, operation)) == (400, "")
        assert reply.value["success"] is False
        assert reply.value["message"]

    assert asked.get("GetServerConfig") == before


def _wrong_bodies() -> Iterator[tuple[str, str, Any]]:
    """For each member of a documented body: it is missing, null, or of another type."""
    for operation in WITH_JSON:
        body = BY_OPERATION[operation.id].body
        schema = DOCUMENT.resolve((operation.request_body and operation.request_body.content[0].schema) or {})
        for name in body:
            if name in schema.get("required", ()):
                yield operation.id, f"without {name}", {key: value for key, value in body.items() if key != name}
            yield operation.id, f"{name} null", {**body, name: None}
            yield operation.id, f"{name} of another type", {**body, name: 0.5 if name != "bandwidth" else "0.5"}


WRONG_BODIES = [entry for entry in _wrong_bodies() if entry[0] != "ReportPlaybackMetrics" or "null" in entry[1]]


@pytest.mark.parametrize(
    ("operation", "what", "body"), WRONG_BODIES, ids=[f"{entry[0]}: {entry[1]}" for entry in WRONG_BODIES]
)
def test_a_member_that_is_missing_or_of_a_wrong_type_is_refused(operation: str, what: str, body: Any) -> None:
    reply = world().send(dataclasses.replace(BY_OPERATION[operation], body=body))

    assert (reply.status, problem(reply, operation)) == (400, ""), what


@pytest.mark.parametrize("operation", [entry.id for entry in WITH_JSON if entry.request_body.required])
def test_a_required_body_has_to_be_there(operation: str) -> None:
    reply = world().send(dataclasses.replace(BY_OPERATION[operation], body=ABSENT))

    assert (reply.status, problem(reply, operation)) == (400, "")


@pytest.mark.parametrize("operation", ["GetFollowers", "GetFollowersAdmin", "GetFederatedActions"])
@pytest.mark.parametrize("query", [{"limit": "many"}, {"offset": "1.5"}, {"limit": ""}])
def test_a_page_that_is_no_number_is_refused(operation: str, query: dict[str, str]) -> None:
    reply = world().call(operation, query=query)

    assert (reply.status, problem(reply, operation)) == (400, "")


@pytest.mark.parametrize(
    ("method", "operation", "status"), [("PUT", "SetServerName", 405), ("DELETE", "GetStatus", 405)]
)
def test_other_methods_are_refused(method: str, operation: str, status: int) -> None:
    reply = world().send(Call(operation, method=method))

    assert (reply.status, list(reply.value)) == (status, ["error"])


def test_other_media_types_are_refused() -> None:
    reply = world().send(Call("SetServerName", raw=b"<a/>", media_type="application/xml"))

    assert (reply.status, reply.value["success"]) == (415, False)
