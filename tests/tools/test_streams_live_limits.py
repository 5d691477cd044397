"""Every limit that the page of streams.live states, at its edge, and what has to come together."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import pytest

from stream_contracts import reading
from stream_contracts.documents import Document
from stream_specs.bundle import bundle


@functools.cache
def document() -> Document:
    return reading.parse(bundle(Path(__file__).parents[2] / "specs" / "streams-live").document, "streams-live")


def errors(schema: str, value: Any) -> list[str]:
    return [error.message for error in document().validator(f"/components/schemas/{schema}").iter_errors(value)]


def fits(schema: str, name: str, value: Any) -> bool:
    return document().validator(f"/components/schemas/{schema}/properties/{name}").is_valid(value)


LENGTHS = [
    ("RegisterRequest", "password", 8, None),
    ("RegisterRequest", "phonePrefixValue", 1, None),
    ("RegisterRequest", "phoneValue", 3, None),
    ("CreateChannelRequest", "name", 3, 255),
    ("UpdateChannelRequest", "name", 3, 60),
    ("UpdateChannelRequest", "description", 5, 10000),
    ("UpdateChannelRequest", "slug", 4, 15),
    ("MediaFile", "filename", 3, 200),
    ("UpdateProfileRequest", "full_name", 1, 60),
    ("UpdateProfileRequest", "username", 1, 49),
    ("UpdateProfileRequest", "description", 1, 500),
    ("UpdateProfileRequest", "location", 1, 100),
    ("UpdateProfileRequest", "phone", 1, 50),
    ("SendMessageRequest", "data", 0, 300),
    ("StatsIntervalRequest", "eventId", 3, None),
    ("ListProductsWithoutChannelRequest", "term", 3, None),
    ("AppProduct", "name", 3, None),
    ("ShopifyProduct", "name", 3, None),
    ("UpdateProductForm", "name", 1, 60),
]
RANGES = [("CreateNftRequest", "quantity", 0, None), ("UpdateProductForm", "price", 0, 9999999)]
CHOICES = [
    ("LoginSociallyRequest", "provider", ["facebook", "google", "apple", "shopify"], "twitter"),
    ("UpdateChannelRequest", "privacy", [0, 1, 2], 3),
    ("MediaFile", "extension", ["video/mp4", "video/mpeg", "video/webm"], "video/ogg"),
    ("CheckAbilityRequest", "can", ["add_products", "add_channels"], "add_teams"),
    ("VoteQuestionRequest", "direction", [1, 2], 0),
]


@pytest.mark.parametrize(("schema", "name", "low", "high"), LENGTHS)
def test_a_text_has_its_documented_length(schema: str, name: str, low: int, high: int | None) -> None:
    assert fits(schema, name, "a" * low)
    assert low == 0 or not fits(schema, name, "a" * (low - 1))
    assert fits(schema, name, "a" * (high or 20_000)) or high is None
    assert fits(schema, name, "a" * ((high or 20_000) + 1)) is (high is None)


@pytest.mark.parametrize(("schema", "name", "low", "high"), RANGES)
def test_a_number_has_its_documented_range(schema: str, name: str, low: int, high: int | None) -> None:
    assert fits(schema, name, low)
    assert not fits(schema, name, low - 1)
    assert fits(schema, name, high or 10**9)
    assert fits(schema, name, (high or 10**9) + 1) is (high is None)


@pytest.mark.parametrize(("schema", "name", "values", "other"), CHOICES)
def test_a_choice_is_closed(schema: str, name: str, values: list[Any], other: Any) -> None:
    assert all(fits(schema, name, value) for value in values)
    assert not fits(schema, name, other)


def test_the_items_of_lists_of_channels_have_three_characters() -> None:
    for schema in ("AddTeamMembersRequest", "CreateInvitationRequest", "UpdateInvitationRequest"):
        assert fits(schema, "events", ["abc", "abcd"])
        assert not fits(schema, "events", ["abc", "ab"])


TEXTS = [
    ("CreateChannelRequest", "name", ["Test 07042023", "a_b-c"], ["a/b/c", "what?"]),
    ("CreateChannelRequest", "starts_at", ["2023-04-10 09:59:47"], ["2023-04-10T09:59:47", "2023-04-10"]),
    ("UpdateChannelRequest", "starts_at_date", ["2023-04-10"], ["10.04.2023", "2023-04-10 09:59:47"]),
    ("UpdateChannelRequest", "starts_at_time", ["09:59:47"], ["9:59", "09:59:47Z"]),
    ("UpdateChannelRequest", "slug", ["my_slug-1"], ["my slug", "my/slug"]),
    ("AppProduct", "image", ["https://shop.example.com/a.jpg"], ["not a link"]),
    ("CreateInvitationRequest", "email", ["ana@example.com"], ["ana"]),
]


@pytest.mark.parametrize(("schema", "name", "good", "bad"), TEXTS)
def test_a_text_has_its_documented_form(schema: str, name: str, good: list[str], bad: list[str]) -> None:
    assert [value for value in good if not fits(schema, name, value)] == []
    assert [value for value in bad if fits(schema, name, value)] == []


SOCIAL = {"access_token": "a", "provider": "google"}
NEW = {"email": "a@example.com", "password": "12345678"}
NOTE = {"eventId": "a"}
STATS = {"eventId": "abc", "section": 1}
DAY = "2023-04-10T09:59:47"
TOGETHER = [
    ("LoginSociallyRequest", SOCIAL, True),
    ("LoginSociallyRequest", {**SOCIAL, "provider": "shopify"}, False),
    ("LoginSociallyRequest", {**SOCIAL, "provider": "shopify", "shop": "a"}, True),
    ("RegisterRequest", NEW, True),
    ("RegisterRequest", {**NEW, "phoneValue": "123"}, False),
    ("RegisterRequest", {**NEW, "phoneValue": "123", "phonePrefixValue": "1"}, True),
    ("ReadQuestionsRequest", {"eventId": "a"}, True),
    ("ReadQuestionsRequest", {"eventSlug": "a"}, True),
    ("ReadQuestionsRequest", {}, False),
    ("ChannelNotificationRequest", {**NOTE, "email": "a"}, True),
    ("ChannelNotificationRequest", {**NOTE, "phone": "1", "phonePrefix": "2"}, True),
    ("ChannelNotificationRequest", {**NOTE, "phone": "1"}, False),
    ("ChannelNotificationRequest", {**NOTE, "phonePrefix": "2"}, False),
    ("ChannelNotificationRequest", {"email": "a"}, False),
    ("StatsIntervalRequest", {**STATS, "range": [DAY, DAY]}, True),
    ("StatsIntervalRequest", {**STATS, "range": [DAY]}, False),
    ("StatsIntervalRequest", {**STATS, "range": [DAY, DAY, DAY]}, False),
    ("StatsIntervalRequest", {**STATS, "range": {"0": DAY, "1": DAY}}, False),
    ("UpdateAppProductRequest", {"eventId": "a"}, True),
    ("UpdateAppProductRequest", {"eventId": "a", "data": {}}, False),
    ("UpdateAppProductRequest", {"eventId": "a", "data": {"name": "abc", "price": 1, "image": "http://a.b"}}, True),
    ("ShopifyProduct", {"name": "abc", "image": "http://a.b"}, False),
    ("ShopifyProduct", {"name": "abc", "image": "http://a.b", "reference": "1"}, True),
    ("ErrorEnvelope", {"error": {"code": 422, "message": "Wrong."}}, True),
    ("ErrorEnvelope", {"error": {"code": 422, "message": "", "messages": {"email": ["Wrong."]}}}, True),
    ("ErrorEnvelope", {"error": {"message": "Wrong."}}, False),
    ("ErrorEnvelope", {"message": "Wrong."}, False),
]


@pytest.mark.parametrize(("schema", "value", "good"), TOGETHER)
def test_what_belongs_together_is_asked_for(schema: str, value: Any, good: bool) -> None:
    assert (errors(schema, value) == []) is good
