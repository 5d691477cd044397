from __future__ import annotations

from typing import Any

import pytest
import sdk_api

from stream_specs.errors import UserError
from stream_specs.generate import sdk_names


def _document(tag: str, *operations: dict[str, Any], **of_tag: str) -> dict[str, Any]:
    paths = {f"/{number}": {"get": {"tags": [tag], **one}} for number, one in enumerate(operations)}
    return {"tags": [{"name": tag, **of_tag}], "paths": paths}


def _paths(document: dict[str, Any]) -> list[str]:
    return [one.path for one in sdk_names.operations(document)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("listChannelVideos", "list_channel_videos"),
        ("GetIPAddressBans", "get_ip_address_bans"),
        ("SetS3Configuration", "set_s3_configuration"),
        ("ResetYPRegistration", "reset_yp_registration"),
        ("Client-ID", "client_id"),
        ("actorIRI", "actor_iri"),
        ("channel medias", "channel_medias"),
    ],
)
def test_names_are_in_snake_case(text: str, name: str) -> None:
    assert sdk_names.snake(text) == name


@pytest.mark.parametrize(
    ("tag", "operation", "path"),
    [
        ("Channels", "listChannelVideos", "channels.list_videos"),
        ("Channels", "getChannel", "channels.get"),
        ("Channels", "resetStreamKey", "channels.reset_stream_key"),
        ("Streams", "getStreamsSummary", "streams.get_summary"),
        ("Admin", "StatusAdmin", "admin.status"),
        ("Channel Medias", "deleteChannelMedia", "channel_medias.delete"),
        ("Ping", "Ping", "ping.ping"),
        ("Things", "import", "things.import_"),
    ],
)
def test_a_method_is_the_operation_without_the_words_of_its_resource(tag: str, operation: str, path: str) -> None:
    assert _paths(_document(tag, {"operationId": operation})) == [path]


def test_a_name_can_be_given_to_a_resource_and_a_method() -> None:
    named = {"operationId": "getEveryThing", "x-sdk-name": "every"}

    assert _paths(_document("Thing", named, {"operationId": "getThing"}, **{"x-sdk-name": "stuff"})) == [
        "stuff.every",
        "stuff.get",
    ]


@pytest.mark.parametrize(
    ("method", "iterator"),
    [
        ("list_videos", "iter_videos"),
        ("list", "iter"),
        ("get_all", "iter"),
        ("get_followers", "iter_followers"),
        ("search", "iter_search"),
        ("listen", "iter_listen"),
    ],
)
def test_the_method_for_all_pages_says_iter(method: str, iterator: str) -> None:
    assert sdk_names.Operation("/paths/~1a/get", "a", "things", method, (), {}).iterator == iterator


def test_operations_with_one_name_are_refused() -> None:
    document = _document("Things", {"operationId": "getThing"}, {"operationId": "getThings"})

    with pytest.raises(UserError, match=r"`getThing` and `getThings` would both be `client\.things\.get`"):
        sdk_names.operations(document)


def test_an_operation_named_like_an_iterator_is_refused() -> None:
    paged = {"operationId": "listParts", "x-pagination": {"style": "page"}}

    with pytest.raises(UserError, match=r"would both be `client\.things\.iter_parts`"):
        sdk_names.operations(_document("Things", paged, {"operationId": "iterParts"}))


def test_parameters_with_one_name_are_refused() -> None:
    parameters = [{"name": name, "in": "query", "schema": {}} for name in ("channelId", "channel_id")]

    with pytest.raises(UserError, match="the parameter `channelId` has no argument name of its own"):
        sdk_names.operations(_document("Things", {"operationId": "a", "parameters": parameters}))


@pytest.mark.parametrize(("name", "argument"), [("from", "from_"), ("options", "options_"), ("userId", "user_id")])
def test_an_argument_never_takes_a_name_that_python_or_the_generator_needs(name: str, argument: str) -> None:
    parameters = [{"name": name, "in": "query", "schema": {}}]

    (operation,) = sdk_names.operations(_document("Things", {"operationId": "a", "parameters": parameters}))

    assert [one.argument for one in operation.parameters] == [argument]


@pytest.mark.parametrize(
    ("scheme", "argument"),
    [
        ({"type": "http", "scheme": "bearer"}, "access_token"),
        ({"type": "http", "scheme": "basic"}, "some_scheme"),
        ({"type": "http", "scheme": "basic", "x-username": "admin"}, "password"),
        ({"type": "http", "scheme": "basic", "x-username": "admin", "x-sdk-name": "admin_password"}, "admin_password"),
        ({"type": "apiKey", "in": "header", "name": "Authorization", "x-prefix": "OAuth "}, "oauth_token"),
        ({"type": "apiKey", "in": "header", "name": "Client-ID"}, "client_id"),
        ({"type": "apiKey", "in": "query", "name": "accessToken"}, "access_token"),
    ],
)
def test_a_credential_has_an_obvious_argument(scheme: dict[str, str], argument: str) -> None:
    assert sdk_names.credentials({"components": {"securitySchemes": {"SomeScheme": scheme}}}) == {
        "SomeScheme": argument
    }


def test_credentials_with_one_argument_are_refused() -> None:
    schemes = {name: {"type": "http", "scheme": "bearer"} for name in ("One", "Two")}

    with pytest.raises(UserError, match="both given by the argument `access_token`"):
        sdk_names.credentials({"components": {"securitySchemes": schemes}})


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, {"title": "title", "pages": "pages", "size": "size"}),
        ({"parameters": [{"name": "title", "in": "query", "schema": {}}]}, {}),
        ({"requestBody": {"content": {"text/plain": {"schema": {"type": "string"}}}}}, {}),
        ({"requestBody": {"content": {"application/json": {"schema": {"type": "array"}}}}}, {}),
    ],
)
def test_a_body_is_arguments_unless_they_would_be_unclear(change: dict[str, Any], expected: dict[str, str]) -> None:
    document = sdk_api.document()
    document["paths"]["/books"]["post"] |= change
    operation = next(one for one in sdk_names.operations(document) if one.id == "addBook")

    found = sdk_names.body_arguments(document, operation)

    assert {name: argument for name, (argument, _) in found.items()} == expected
