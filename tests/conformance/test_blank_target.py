"""The target file of `init`: valid as it is, and still valid with every comment that is a line of TOML taken in."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
import tiny

from stream_contracts import data, rulebook, target
from stream_contracts.documents import Document
from stream_contracts.rulebook import Rulebook
from stream_contracts.target import Options, Safety, blank

BOOK = tiny.book(
    known={"live": {"example": "a b", "text": "a channel that is live"}, "on": {"example": True, "text": "whether"}},
    actors={"powerless": "the owner, without any scope"},
    fixtures={"thing": {"create": {"operation": "postThings"}, "fields": {"id": "/id"}}},
    bindings={"*": {"path.id": "$thing.id"}},
    rules=[tiny.rule("precondition", call={"operation": "getThingsId", "as": "powerless"})],
)


def _document() -> Document:
    return tiny.document(
        {"GET /things/{id}": {}, "POST /things": {}, "POST /quit": {"x-effect": "dangerous"}},
        schemes={"Token": {**tiny.TOKEN, "description": "What opens the door."}},
    )


def _uncommented(text: str) -> str:
    """The file with all its suggestions: `# name = value` without the `# `."""
    return re.sub(r'^# (?=["A-Za-z][\w."/*-]* = )', "", text, flags=re.MULTILINE)


def _real(api: str) -> tuple[Document, Rulebook]:
    return data.document(api), rulebook.load(data.rules_file(api), api)


@pytest.mark.parametrize("api", data.apis())
def test_it_is_valid_as_it_is_and_changes_nothing_by_default(api: str, tmp_path: Path) -> None:
    document, book = _real(api)
    file = tmp_path / "target.toml"
    file.write_text(blank.text(document, book), "utf-8")

    found = target.resolve(document, Options(file=file), {})

    assert found.safety is Safety.READ_ONLY
    assert found.url == f"http://127.0.0.1:8080{document.base_path}"
    assert (found.secrets, found.known, found.lacks, found.headers, found.proxy) == ({}, {}, {}, (), "")


@pytest.mark.parametrize("api", data.apis())
def test_every_suggestion_in_it_is_valid(api: str, tmp_path: Path) -> None:
    document, book = _real(api)
    file = tmp_path / "target.toml"
    text = _uncommented(blank.text(document, book)).replace('"read-only"', '"full"')
    file.write_text(text.replace('"env:PROXY"', '"http://127.0.0.1:3128"'), "utf-8")

    found = target.resolve(document, Options(file=file), defaultdict(lambda: "x", dict.fromkeys(_variables(text), "x")))

    assert book.known.keys() <= found.known.keys()
    assert document.security_schemes.keys() <= found.secrets.keys()
    assert {name.partition(".")[2] for name in found.secrets} - {""} == book.actors.keys()
    assert len(found.lacks) == 2


def _variables(text: str) -> list[str]:
    return re.findall(r'"env:(\w+)"', text)


def test_it_says_what_the_document_and_the_rules_say() -> None:
    lines = blank.text(_document(), BOOK).splitlines()

    assert "# What opens the door." in lines
    assert '# Token = "env:TINY_TOKEN"' in lines
    assert "# The same of another caller: the owner, without any scope." in lines
    assert '# "Token.powerless" = "env:TINY_TOKEN_POWERLESS"' in lines
    assert lines[lines.index("# A channel that is live.") + 1] == '# live = "a b"'
    assert "# on = true" in lines
    assert '# "thing.id" = "a"' in lines
    assert '# allow = ["postQuit"]' in lines


def test_without_danger_there_is_nothing_to_allow() -> None:
    text = blank.text(tiny.document({"GET /things": {}}), tiny.book())

    assert "allow =" not in text
    assert "no operation dangerous" in text
