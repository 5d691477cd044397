"""Secrets are replaced in every spelling that travels, and nothing of ours shows them."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stream_contracts.redaction import redactor
from stream_contracts.target import Options, Safety, Target

SECRET = """s3:cr'et/+ "=,&%\\~x"""
SPELLINGS = {
    "plain": SECRET,
    "the password alone": SECRET.partition(":")[2],
    "Basic": base64.b64encode(SECRET.encode()).decode(),
    "Basic in a URL": quote(base64.b64encode(SECRET.encode()).decode(), safe=""),
    "base64 for URLs, without padding": base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
    "a query": quote(SECRET, safe=","),
    "a form": quote_plus(SECRET),
    "percent-encoded": quote(SECRET, safe=""),
    "percent-encoded, small": quote(SECRET, safe="").lower(),
    "JSON": json.dumps(SECRET)[1:-1],
    "JSON of PHP": json.dumps(SECRET)[1:-1].replace("/", "\\/"),
    "a Python message": repr(SECRET)[1:-1],
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_is_replaced_by_the_name_of_its_scheme(spelling: str) -> None:
    assert redactor({"Token": SECRET}).text(f"before {spelling} after") == "before [Token] after"


def test_each_secret_has_its_own_name_and_the_longest_goes_first() -> None:
    clean = redactor({"Short": "abcdef", "Long": "abcdefgh"}).text

    assert clean("abcdefgh abcdef") == "[Long] [Short]"


def test_a_secret_that_is_part_of_a_name_does_not_spoil_it() -> None:
    assert redactor({"BearerAuth": "Bearer", "Other": "Auth"}).text("Bearer Auth") == "[BearerAuth] [Other]"


@pytest.mark.parametrize("cut", range(6, len("tok-0123456789")))
@pytest.mark.parametrize("end", ["", "…"])
def test_a_secret_that_was_cut_off_at_the_end_is_replaced_too(cut: int, end: str) -> None:
    assert redactor({"Token": "tok-0123456789"}).text(f"sent {'tok-0123456789'[:cut]}{end}") == f"sent [Token]{end}"


@pytest.mark.parametrize("text", ["", "nothing to see", "ends with tok-0", "tok-012345 inside"])
def test_other_text_stays(text: str) -> None:
    assert redactor({"Token": "tok-0123456789"}).text(text) == text


def test_without_secrets_everything_stays() -> None:
    assert redactor({}).text("Bearer abc") == "Bearer abc"


@pytest.mark.parametrize("secret", ["", "a", "ab"])
def test_a_secret_too_short_to_tell_from_text_is_left(secret: str) -> None:
    assert redactor({"Token": secret}).text("a table") == "a table"


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=3), st.text(), st.text())
def test_no_secret_survives_anywhere(secret: str, before: str, after: str) -> None:
    clean = redactor({"#": secret}).text(before + secret + after)

    assert secret not in clean.replace("[#]", "\0")


def test_no_representation_shows_a_secret() -> None:
    values = (
        redactor({"Token": SECRET}),
        Target("http://127.0.0.1", {"Token": SECRET}, Safety.FULL, 1.0),
        Options(auth=(f"Token={SECRET}",)),
    )

    for value in values:
        assert not [name for name, spelling in SPELLINGS.items() if spelling in repr(value) + str(value)]


NAMED = {
    "a member": ('{"key": "abc", "note": "n"}', '{"key": "[secret]", "note": "n"}'),
    "a member with a quote in it": ('{"key": "a\\"bc"}', '{"key": "[secret]"}'),
    "a member that was cut off": ('{"key": "abcdef', '{"key": "[secret]"'),
    "a member that was cut off with a sign": ('{"key": "abcdef…', '{"key": "[secret]"'),
    "a member in a text in JSON": ('"{\\"key\\": \\"abc\\"}"', '"{\\"key\\": \\"[secret]\\"}"'),
    "a member of Python": ("token {'key': 'abc', 'id': '1'}", "token {'key': '[secret]', 'id': '1'}"),
    "a parameter": ("GET /x?key=abc&limit=1", "GET /x?key=[secret]&limit=1"),
    "a parameter in a command": ("curl '/x?limit=1&key=abc'", "curl '/x?limit=1&key=[secret]'"),
    "another member": ('{"monkey": "abc", "keys": "n"}', '{"monkey": "abc", "keys": "n"}'),
    "another parameter": ("/x?monkey=abc", "/x?monkey=abc"),
    "a name without a value": ('the "key" is missing', 'the "key" is missing'),
}


@pytest.mark.parametrize(("text", "clean"), NAMED.values(), ids=NAMED)
def test_values_that_the_document_calls_secret_are_replaced(text: str, clean: str) -> None:
    assert redactor({}, frozenset({"key"})).text(text) == clean
