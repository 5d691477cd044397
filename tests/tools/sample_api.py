"""A tiny API, written as its sources are: two operations, one link, every kind of component."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

DECISIONS = """# Decisions

## NT-1: Ids are integers
"""

OPENAPI = """openapi: 3.1.0
info:
  title: Notes
  version: '1.0'
  description: Short notes.
x-evidence: {level: documented, source: notes#Introduction}
servers:
  - url: https://notes.example/v1
    description: The only server.
security:
  - Token: []
tags:
  - name: My Notes
    description: Notes of the caller.
paths:
  /notes:
    post:
      $ref: paths/my-notes/addNote.yaml
  /notes/{id}:
    get:
      $ref: paths/my-notes/getNote.yaml
components:
  securitySchemes:
    Token:
      type: http
      scheme: bearer
      description: The token of the caller.
"""

ADD_NOTE = """operationId: addNote
summary: Add a note
description: Adds a note.
tags: [My Notes]
x-effect: create
requestBody:
  required: true
  description: The note to add.
  content:
    application/json:
      schema:
        $ref: ../../schemas/NewNote.yaml
      examples:
        added:
          summary: A short note.
          externalValue: ../../examples/addNote/request-added.json
responses:
  '200':
    description: The note that was added.
    x-decision: [NT-1]
    headers:
      X-Left:
        $ref: ../../headers.yaml#/Left
    content:
      application/json:
        schema:
          $ref: ../../schemas/Note.yaml
        examples:
          added:
            summary: The note with its id.
            externalValue: ../../examples/addNote/200-added.json
    links:
      getNote:
        operationId: getNote
        description: Read the note.
        parameters:
          id: $response.body#/id
"""

GET_NOTE = """operationId: getNote
summary: Get a note
description: Reads one note.
tags: [My Notes]
x-effect: read
parameters:
  - $ref: ../../parameters.yaml#/NoteId
  - name: fields
    in: query
    description: The properties to return.
    style: form
    explode: false
    schema:
      type: array
      items:
        type: string
    example: [text]
responses:
  '200':
    description: The note.
    content:
      application/json:
        schema:
          $ref: ../../schemas/Note.yaml
        examples:
          found:
            summary: A note.
            externalValue: ../../examples/getNote/200-found.json
  '404':
    $ref: ../../responses.yaml#/NotFound
"""

PARAMETERS = """NoteId:
  name: id
  in: path
  required: true
  description: Id of the note.
  schema:
    type: integer
  example: 7
"""

HEADERS = """Left:
  description: Notes that may still be added.
  schema:
    type: integer
  example: 93
"""

RESPONSES = """NotFound:
  description: No note has this id.
  content:
    application/json:
      schema:
        $ref: schemas/Problem.yaml
      examples:
        unknown:
          summary: No such note.
          externalValue: examples/shared/404-unknown.json
"""

NEW_NOTE = """type: object
description: A note without an id.
required: [text]
properties:
  text:
    type: string
    description: What to remember.
    maxLength: 20
  colour:
    $ref: Colour.yaml
"""

NOTE = """description: A note.
allOf:
  - $ref: NewNote.yaml
  - $ref: Identified.yaml
"""

IDENTIFIED = """type: object
description: What has an id.
required: [id]
properties:
  id:
    type: integer
    description: Its id.
  parent:
    description: The note above it, null at the top.
    anyOf:
      - $ref: Note.yaml
      - type: 'null'
"""

COLOUR = """type: string
description: A colour.
enum: [red, green]
"""

PROBLEM = """type: object
description: What went wrong.
properties:
  message:
    type: string
    description: For people.
"""

FILES: Mapping[str, str] = {
    "specs/DECISIONS.md": DECISIONS,
    "specs/notes/openapi.yaml": OPENAPI,
    "specs/notes/paths/my-notes/addNote.yaml": ADD_NOTE,
    "specs/notes/paths/my-notes/getNote.yaml": GET_NOTE,
    "specs/notes/parameters.yaml": PARAMETERS,
    "specs/notes/headers.yaml": HEADERS,
    "specs/notes/responses.yaml": RESPONSES,
    "specs/notes/schemas/NewNote.yaml": NEW_NOTE,
    "specs/notes/schemas/Note.yaml": NOTE,
    "specs/notes/schemas/Identified.yaml": IDENTIFIED,
    "specs/notes/schemas/Colour.yaml": COLOUR,
    "specs/notes/schemas/Problem.yaml": PROBLEM,
    "specs/notes/examples/addNote/request-added.json": '{"text": "milk"}\n',
    "specs/notes/examples/addNote/200-added.json": '{\n  "id": 7,\n  "text": "milk",\n  "parent": null\n}\n',
    "specs/notes/examples/getNote/200-found.json": '{"id": 7, "text": "milk", "colour": "red"}\n',
    "specs/notes/examples/shared/404-unknown.json": '{"message": "No such note."}\n',
}


def write(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    """Write files below a folder; the folder of the API."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="")
    return folder / "specs" / "notes"


def edit(api: Path, name: str, old: str, new: str) -> None:
    """Replace one text, which stands once, in a file of the API."""
    path = api / name
    content = path.read_text(encoding="utf-8")
    assert content.count(old) == 1, f"{old!r} stands {content.count(old)} times in {name}"
    path.write_text(content.replace(old, new), encoding="utf-8")
