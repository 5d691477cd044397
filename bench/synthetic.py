"""A document of any size in the form of specs/: files, examples, evidence and links, as a page would give them.

Each thing has two operations, one that adds and one that reads, two schemas and three examples of its own; the error
and the parameter are shared. So everything grows with the number of operations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

API = "synthetic"
_HEAD = """openapi: 3.1.0
info:
  title: Synthetic
  version: '1.0'
  description: Things of many kinds.
x-evidence: {level: documented, source: synthetic#Introduction}
servers:
  - url: https://synthetic.example/v1
    description: The only server.
security:
  - Token: []
tags:
  - name: Things
    description: All of them.
paths:
"""
_TAIL = """components:
  securitySchemes:
    Token:
      type: http
      scheme: bearer
      description: The token of the caller.
"""
_PATHS = """  /things-{n}:
    post:
      $ref: paths/things/addThing{n}.yaml
  /things-{n}/{{id}}:
    get:
      $ref: paths/things/getThing{n}.yaml
"""
_ADD = """operationId: addThing{n}
summary: Add a thing
description: Adds a thing of kind {n}.
tags: [Things]
x-effect: create
requestBody:
  required: true
  description: The thing to add.
  content:
    application/json:
      schema:
        $ref: ../../schemas/NewThing{n}.yaml
      examples:
        added:
          summary: A thing.
          externalValue: ../../examples/addThing{n}/request-added.json
responses:
  '200':
    description: The thing that was added.
    content:
      application/json:
        schema:
          $ref: ../../schemas/Thing{n}.yaml
        examples:
          added:
            summary: The thing with its id.
            externalValue: ../../examples/addThing{n}/200-added.json
    links:
      getThing{n}:
        operationId: getThing{n}
        description: Read the thing.
        parameters:
          id: $response.body#/id
"""
_GET = """operationId: getThing{n}
summary: Get a thing
description: Reads one thing of kind {n}.
tags: [Things]
x-effect: read
parameters:
  - $ref: ../../parameters.yaml#/ThingId
responses:
  '200':
    description: The thing.
    content:
      application/json:
        schema:
          $ref: ../../schemas/Thing{n}.yaml
        examples:
          found:
            summary: A thing.
            externalValue: ../../examples/getThing{n}/200-found.json
  '404':
    $ref: ../../responses.yaml#/NotFound
"""
_NEW = """type: object
description: A thing of kind {n} without an id.
required: [name]
properties:
  name:
    type: string
    description: What it is called.
    maxLength: 20
  size:
    type: integer
    description: In metres.
    minimum: 1
    maximum: 100
"""
_THING = """description: A thing of kind {n}.
allOf:
  - $ref: NewThing{n}.yaml
  - $ref: Identified.yaml
"""
_SHARED = {
    "parameters.yaml": """ThingId:
  name: id
  in: path
  required: true
  description: Id of the thing.
  schema:
    type: integer
  example: 7
""",
    "responses.yaml": """NotFound:
  description: No thing has this id.
  content:
    application/json:
      schema:
        $ref: schemas/Problem.yaml
      examples:
        unknown:
          summary: No such thing.
          externalValue: examples/shared/404-unknown.json
""",
    "schemas/Identified.yaml": """type: object
description: What has an id.
required: [id]
properties:
  id:
    type: integer
    description: Its id.
""",
    "schemas/Problem.yaml": """type: object
description: What went wrong.
properties:
  message:
    type: string
    description: For people.
""",
    "examples/shared/404-unknown.json": '{"message": "No such thing."}\n',
    "behaviour.yaml": "errors:\n  body: {message: $message}\noperations: {}\n",
}


def files(operations: int) -> Iterator[tuple[str, str]]:
    """Name and content of every file of a document with so many operations, an even number."""
    numbers = range(1, operations // 2 + 1)
    yield "openapi.yaml", _HEAD + "".join(_PATHS.format(n=n) for n in numbers) + _TAIL
    yield from _SHARED.items()
    for n in numbers:
        new = {"name": f"thing {n}", "size": 3}
        yield f"paths/things/addThing{n}.yaml", _ADD.format(n=n)
        yield f"paths/things/getThing{n}.yaml", _GET.format(n=n)
        yield f"schemas/NewThing{n}.yaml", _NEW.format(n=n)
        yield f"schemas/Thing{n}.yaml", _THING.format(n=n)
        yield f"examples/addThing{n}/request-added.json", _json(new)
        yield f"examples/addThing{n}/200-added.json", _json({"id": 7, **new})
        yield f"examples/getThing{n}/200-found.json", _json({"id": 7, **new})


def _json(value: object) -> str:
    return json.dumps(value) + "\n"


def write(folder: Path, operations: int) -> Path:
    """Write the sources below a folder; the folder of the API."""
    api = folder / "specs" / API
    for name, content in files(operations):
        path = api / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    (folder / "specs" / "DECISIONS.md").write_text("# Decisions\n", encoding="utf-8")
    return api
