"""What the documentation page says, and that it says so safely."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest

from stream_specs.docs import decisions, page, prose, shapes
from stream_specs.docs.content import Api, Source, content
from stream_specs.docs.decisions import Decision
from stream_specs.docs.samples import CodeSample

EVIL = '<script>alert("x")</script>'
NOTE = {
    "type": "object",
    "description": "A note.",
    "required": ["id"],
    "properties": {"id": {"type": "integer", "minimum": 1, "description": EVIL}},
}
EVIDENCE = {"level": "inferred", "source": "notes#Read", "note": "The page is silent."}
READ = {
    "operationId": "getNote",
    "summary": "Read a note",
    "description": "As listNotes has it, by NT-1.",
    "tags": ["My Notes"],
    "x-effect": "read",
    "x-evidence": EVIDENCE,
    "x-decision": ["NT-1"],
    "parameters": [{"in": "query", "name": "q", "required": True, "schema": {"type": "string"}, "example": EVIL}],
    "responses": {
        "200": {
            "description": "The note.",
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/Note"},
                    "examples": {"read": {"summary": "One.", "value": {"id": 7, "text": EVIL}}},
                }
            },
        },
        "404": {"$ref": "#/components/responses/NotFound"},
    },
}
LIST = {**READ, "operationId": "listNotes", "summary": "List notes", "parameters": [], "x-decision": []}
DOCUMENT: dict[str, Any] = {
    "info": {"title": "Notes", "version": "1.0", "description": "Short notes."},
    "servers": [{"url": "https://notes.example"}],
    "tags": [{"name": "My Notes", "description": "Notes of the caller."}],
    "paths": {"/note": {"get": READ}, "/notes": {"get": LIST}},
    "components": {
        "securitySchemes": {},
        "schemas": {"Note": NOTE},
        "responses": {"NotFound": {"description": "No such note."}},
    },
}
REQUIREMENTS = [
    {"id": "notes/getNote/success", "level": "MUST", "text": "It is answered with 200."},
    {"id": "notes/rule/agreement", "level": "SHOULD", "text": "getNote and listNotes agree.", "excluded": "later"},
]
DECISIONS = {
    "NT-1": Decision("NT-1", "Ids are integers", "- **Page.** Silent.\n- **Decided.** They\n  are.\n- **Why.** So.")
}


def notes() -> Api:
    samples = {
        name: (CodeSample("curl", "Shell", "curl", f"curl '{name}' {EVIL}"),) for name in ("getNote", "listNotes")
    }
    return content(Source("notes", DOCUMENT, samples, REQUIREMENTS, DECISIONS))


@pytest.fixture(scope="module")
def text() -> str:
    return page.render([notes()])


SAID = {
    "summary": 'href="#notes/getNote">Read a note</a>',
    "method and path": '<span class="method get">GET</span> <code>/note</code>',
    "evidence": "notes#Read. The page is silent.",
    "decision": 'href="#notes/decision/NT-1">NT-1</a> Ids are integers. <span class="faint">They are.</span>',
    "a schema": '<a href="#notes/schema/Note">Note</a>',
    "its limit": '<span class="limit">at least 1</span>',
    "a shared answer": '<a href="#notes/response/NotFound">NotFound</a> <span class="faint">No such note.</span>',
    "another operation, named in a text": 'As <a href="#notes/listNotes">listNotes</a> has it',
    "what is checked": "What the suite checks here (2)",
    "what is not judged": "Not judged: later",
    "an example": "&#34;id&#34;: 7",
}


@pytest.mark.parametrize("what", SAID)
def test_an_operation_says_all_that_is_known_of_it(text: str, what: str) -> None:
    start = text.index('id="notes/getNote"')

    assert SAID[what] in text[start:]


def test_every_link_leads_to_a_place_and_every_place_has_a_name_of_its_own(text: str) -> None:
    places = re.findall(r' id="([^"]+)"', text)
    links = re.findall(r' (?:href="#|data-schema=")([^"]+)"', text)

    assert len(places) == len(set(places))
    assert set(links) - set(places) == set()


def test_words_of_a_document_are_never_markup(text: str) -> None:
    assert text.count("<script>") == 1
    assert "&lt;script&gt;alert(" in text


def test_the_page_allows_its_own_style_and_script_only(text: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)

    assert policy
    assert re.sub(r"sha256-[^']+", "HASH", html.unescape(policy[1])) == (
        "default-src 'none'; style-src 'HASH'; script-src 'HASH'; base-uri 'none'; form-action 'none'"
    )
    assert " style=" not in text
    assert not re.search(r' on[a-z]+="', text)


def test_the_same_documents_give_the_same_page(text: str) -> None:
    assert page.render([notes()]) == text


TYPES = [
    ({"type": "string", "format": "uri"}, "string (uri)"),
    ({"type": ["integer", "null"]}, "integer or null"),
    ({"type": "array", "items": {"$ref": "#/components/schemas/A"}}, 'list of <a href="#x/A">A</a>'),
    ({"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]}, '<a href="#x/A">A</a> or null'),
    ({"type": "object", "additionalProperties": {"type": "number"}}, "map to number"),
    ({}, "any value"),
]


@pytest.mark.parametrize(("schema", "expected"), TYPES)
def test_a_type_is_told_in_words(schema: dict[str, Any], expected: str) -> None:
    assert str(shapes.type_of(schema, "#x/{}")) == expected


LIMITS = [
    ({"minLength": 1, "maxLength": 5}, "1 to 5 characters"),
    ({"maximum": 9}, "at most 9"),
    ({"enum": ["a", 2, ""]}, 'one of `a`, `2`, `""`'),
    ({"const": True}, "always `true`"),
    ({"x-secret": True}, "secret"),
    ({"dependentRequired": {"a": ["b"]}}, 'dependentRequired `{"a": ["b"]}`'),
]


@pytest.mark.parametrize(("schema", "expected"), LIMITS)
def test_a_limit_is_told_in_words_and_none_is_left_out(schema: dict[str, Any], expected: str) -> None:
    assert shapes.limits(schema) == (expected,)


def test_rows_are_those_of_a_schema_and_of_its_inline_parts() -> None:
    part = {"properties": {"a": {"type": "string"}}, "required": ["a"]}

    found = shapes.rows({"allOf": [{"$ref": "#/components/schemas/B"}, part], "properties": {"b": {}}})

    assert [(row.name, row.required) for row in found] == [("a", True), ("b", False)]


PROSE = {
    "One `a<b` *two* **three**": "<p>One <code>a&lt;b</code> <em>two</em> <strong>three</strong></p>",
    "- one\n  more\n- two": "<ul><li>one more</li><li>two</li></ul>",
    "NT-1, `getNote`, NT-9": '<p><a href="#1">NT-1</a>, <a href="#g"><code>getNote</code></a>, NT-9</p>',
    "2 * 3 * 4": "<p>2 * 3 * 4</p>",
}


@pytest.mark.parametrize("text", PROSE)
def test_our_markdown_becomes_html(text: str) -> None:
    links = {"NT-1": "#1", "getNote": "#g"}

    assert str(prose.blocks(text, lambda word: links.get(word, ""))) == PROSE[text]


def test_decisions_are_read_with_what_was_decided(tmp_path: Path) -> None:
    file = tmp_path / "DECISIONS.md"
    file.write_text(f"# Decisions\n\n## NT-1: Ids are integers\n\n{DECISIONS['NT-1'].text}\n\n## NT-2: Two\n\nText.\n")

    found = decisions.read(file)

    assert found == {**DECISIONS, "NT-2": Decision("NT-2", "Two", "Text.")}
    assert [one.decided for one in found.values()] == ["They are.", ""]
