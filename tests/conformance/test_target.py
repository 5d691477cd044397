"""The target: options before environment before file, safe by default, and every bad input one clear line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import tiny

from stream_contracts import target
from stream_contracts.documents import Document
from stream_contracts.target import Options, Safety, Target
from stream_specs.errors import UserError

URL = "http://127.0.0.1:8080"
SCHEMES = {"Token": tiny.TOKEN, "Key": {"type": "apiKey", "in": "query", "name": "key"}}


def _document() -> Document:
    return tiny.document({"GET /things": {}}, schemes=SCHEMES)


def _resolve(file: Path | None = None, environment: dict[str, str] | None = None, **options: Any) -> Target:
    return target.resolve(_document(), Options(file=file, **options), environment or {})


def _file(folder: Path, text: str) -> Path:
    path = folder / "target.toml"
    path.write_text(text, "utf-8")
    return path


# --- precedence


def test_a_file_alone_is_enough(tmp_path: Path) -> None:
    file = _file(
        tmp_path,
        """
        api = "tiny"
        url = "https://tiny.example"
        safety = "own-resources"
        timeout = 2.5
        [auth]
        Token = "from-file"
        Key = "env:MY_KEY"
        [known]
        thing = "t1"
        """,
    )

    found = _resolve(file, {"MY_KEY": "from-variable"})

    assert found == Target(
        "https://tiny.example/v1",
        {"Token": "from-file", "Key": "from-variable"},
        Safety.OWN_RESOURCES,
        2.5,
        {"thing": "t1"},
    )


def test_options_come_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    file = _file(tmp_path, f'url = "{URL}"\n[auth]\nToken = "from-file"\nKey = "from-file"')
    environment = {"STREAMCONTRACTS_AUTH_TOKEN": "from-environment", "STREAMCONTRACTS_AUTH_KEY": "from-environment"}

    found = _resolve(file, environment, auth=("Token=from=option",))

    assert found.secrets == {"Token": "from=option", "Key": "from-environment"}


def test_options_come_before_the_file(tmp_path: Path) -> None:
    text = 'url = "https://tiny.example"\nsafety = "read-only"\ntimeout = 5\n[known]\na = "file"\nb = 7'

    found = _resolve(_file(tmp_path, text), url=f"{URL}/other", safety="full", timeout=1.0, known=("a=option",))

    assert (found.url, found.safety, found.timeout) == (f"{URL}/other", Safety.FULL, 1.0)
    assert found.known == {"a": "option", "b": 7}


def test_another_caller_has_credentials_of_its_own() -> None:
    environment = {"STREAMCONTRACTS_AUTH_TOKEN": "mine", "STREAMCONTRACTS_AUTH_TOKEN_EDITOR": "theirs"}

    assert _resolve(url=URL, environment=environment).secrets == {"Token": "mine", "Token.editor": "theirs"}


# --- URLs


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080/v1"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/v1"),
        ("http://127.0.0.1:8080/api", "http://127.0.0.1:8080/api"),
        ("http://127.0.0.1:8080/api/", "http://127.0.0.1:8080/api"),
        ("https://tiny.example", "https://tiny.example/v1"),
        ("HTTP://Tiny.example", "http://Tiny.example/v1"),
        ("http://[::1]:8080", "http://[::1]:8080/v1"),
    ],
)
def test_the_base_path_is_appended_unless_the_url_has_a_path(given: str, url: str) -> None:
    assert _resolve(url=given).url == url


def test_origin_and_base_path_are_the_two_parts_of_the_url() -> None:
    found = _resolve(url="http://[::1]:8080/a/b")

    assert (found.origin, found.base_path) == ("http://[::1]:8080", "/a/b")


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:8080", True),
        ("http://127.1.2.3", True),
        ("http://[::1]", True),
        ("http://localhost:1", True),
        ("http://LOCALHOST", True),
        ("http://example.org", False),
        ("http://localhost.example.org", False),
        ("http://127.0.0.1.example.org", False),
        ("http://128.0.0.1", False),
        ("http://0.0.0.0", False),
        ("http://10.0.0.1", False),
        ("http://127.1", False),
        ("http://[2001:db8::1]", False),
        ("http://[::]", False),
        ("", False),
    ],
)
def test_only_this_machine_is_changed_by_default(url: str, loopback: bool) -> None:
    assert target.is_loopback(url) is loopback
    if url:
        assert _resolve(url=url).safety is (Safety.FULL if loopback else Safety.READ_ONLY)


def test_a_level_that_is_asked_for_holds_everywhere() -> None:
    assert _resolve(url="http://example.org", safety="full").safety is Safety.FULL
    assert _resolve(url=URL, safety="read-only").safety is Safety.READ_ONLY


# --- mistakes

BAD_OPTIONS: list[tuple[dict[str, Any], str]] = [
    ({}, "no URL"),
    ({"url": ""}, "no URL"),
    ({"url": "127.0.0.1:8080"}, "not an http or https URL"),
    ({"url": "ftp://127.0.0.1"}, "not an http or https URL"),
    ({"url": "http://"}, "not an http or https URL"),
    ({"url": "http:///v1"}, "not an http or https URL"),
    ({"url": "http://127.0.0.1:http"}, "not a URL"),
    ({"url": "http://127.0.0.1:99999"}, "not a URL"),
    ({"url": "http://[::1"}, "not a URL"),
    ({"url": f"{URL}?a=1"}, "a URL with query, fragment or user name"),
    ({"url": f"{URL}#a"}, "a URL with query, fragment or user name"),
    ({"url": "http://me:pw@127.0.0.1"}, "a URL with query, fragment or user name"),
    ({"url": "http://:pw@127.0.0.1"}, "a URL with query, fragment or user name"),
    ({"url": URL, "auth": ("Token",)}, "--auth without a value"),
    ({"url": URL, "auth": ("Token=",)}, "--auth without a value"),
    ({"url": URL, "auth": ("Tokn=x",)}, "no security scheme `Tokn` in the document of `tiny`"),
    ({"url": URL, "auth": ("Token=a\nX: b",)}, "the credential for `Token` has a character that no header may hold"),
    ({"url": URL, "auth": ("Token=é",)}, "the credential for `Token` has a character that no header may hold"),
    ({"url": URL, "known": ("thing",)}, "--known without a value"),
    ({"url": URL, "safety": "fulll"}, "unknown safety level `fulll`"),
    ({"url": URL, "timeout": 0}, "the time limit is not a number of seconds up to 300"),
    ({"url": URL, "timeout": -1.0}, "the time limit is not a number of seconds up to 300"),
    ({"url": URL, "timeout": 301.0}, "the time limit is not a number of seconds up to 300"),
    ({"url": URL, "timeout": float("nan")}, "the time limit is not a number of seconds up to 300"),
]


@pytest.mark.parametrize(("options", "what"), BAD_OPTIONS, ids=lambda value: str(value)[:60])
def test_a_bad_option_is_one_line_with_a_hint(options: dict[str, Any], what: str) -> None:
    with pytest.raises(UserError) as raised:
        _resolve(**options)

    assert raised.value.what.startswith(what)
    assert raised.value.hint
    assert "\n" not in str(raised.value)


BAD_FILES = [
    ("url = ", "not a TOML file"),
    ("\udcff", "not a TOML file"),
    ('ulr = "x"', "unknown key `ulr`"),
    ("url = 5", "`url` is not a string"),
    ("safety = true", "`safety` is not a string"),
    ('auth = "x"', "`auth` is not a table of strings"),
    ("[auth]\nToken = 5", "`auth` is not a table of strings"),
    ("[known]\nthing = []", "`known` is not a table of strings and numbers"),
    ('api = "other"', "is for `other`, not `tiny`"),
]


@pytest.mark.parametrize(("text", "what"), BAD_FILES)
def test_a_bad_file_is_one_line_with_its_place(tmp_path: Path, text: str, what: str) -> None:
    file = tmp_path / "target.toml"
    file.write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(UserError) as raised:
        _resolve(file, url=URL)

    assert raised.value.what.startswith(what)
    assert raised.value.where == str(file)
    assert raised.value.hint
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('[auth]\nToken = "env:NOT_THERE"', "the environment has no `NOT_THERE`"),
        ('[auth]\nToken = ""', "the credential for `Token` is empty"),
        ('[auth]\nTokn = "x"', "no security scheme `Tokn`"),
        ('timeout = "soon"', "the time limit is not a number"),
        ("timeout = true", "the time limit is not a number"),
    ],
)
def test_a_bad_value_in_a_file_is_a_mistake_too(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(UserError) as raised:
        _resolve(_file(tmp_path, text), url=URL)

    assert raised.value.what.startswith(what)
    assert raised.value.hint


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_cannot_be_read_is_a_mistake(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match="cannot read the target file"):
        _resolve(tmp_path / name, url=URL)


def test_an_empty_variable_is_a_mistake_and_not_a_credential() -> None:
    with pytest.raises(UserError, match="the credential for `Token` is empty"):
        _resolve(url=URL, environment={"STREAMCONTRACTS_AUTH_TOKEN": ""})


@pytest.mark.parametrize(
    "options",
    [
        {"url": "http://me:canary@127.0.0.1"},
        {"url": "http://:canary@127.0.0.1:bad"},
        {"url": "ftp://canary@127.0.0.1"},
        {"url": f"{URL}?key=canary"},
        {"url": f"{URL}#canary"},
        {"url": URL, "auth": ("Tokn=canary",)},
        {"url": URL, "auth": ("Token=canary\n",)},
    ],
)
def test_no_mistake_shows_a_secret(options: dict[str, Any]) -> None:
    with pytest.raises(UserError) as raised:
        _resolve(**options)

    assert "canary" not in repr(raised.value) + str(raised.value)


def test_known_values_have_names_with_a_dot_and_may_come_from_the_environment(tmp_path: Path) -> None:
    text = f'url = "{URL}"\n[known]\nuser.id = "u1"\nuser.token = "env:USER_TOKEN"\nfiltered = true'

    found = _resolve(_file(tmp_path, text), environment={"USER_TOKEN": "a-canary"}, known=("on=false", 'off="false"'))

    assert found.known == {
        "user.id": "u1",
        "user.token": "a-canary",
        "filtered": True,
        "on": False,
        "off": "false",
    }
    assert found.hidden == {"user.token": "a-canary"}
    assert "a-canary" not in repr(found)


def test_a_known_value_that_the_environment_lacks_is_a_mistake(tmp_path: Path) -> None:
    text = f'url = "{URL}"\n[known]\nuser.token = "env:USER_TOKEN"'

    with pytest.raises(UserError, match="the environment has no `USER_TOKEN`"):
        _resolve(_file(tmp_path, text), environment={})
