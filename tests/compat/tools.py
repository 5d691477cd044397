"""Each tool: how it reads a document, and what of its answer is an error or a warning.

Every one is held to have really read the document: one that answers nothing, or with fewer operations, is a finding.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from findings import Finding, Subject
from programs import HERE, NODE_TOOLS, Said, run

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_OUTCOME = "outcome"  # the rule of findings that are not of the tool: it failed, or it did not read everything


@dataclass(frozen=True, slots=True)
class Try:
    """One tool and one document. folder: an empty one for its files. log: of hosts that it tried to reach."""

    tool: str
    subject: Subject
    folder: Path
    log: Path

    def run(self, *arguments: str | Path) -> Said:
        """Run a command in the folder."""
        return run(arguments, self.folder, self.log)

    def node(self, name: str, *arguments: str | Path) -> Said:
        """Run a Node tool in the folder."""
        return self.run(NODE_TOOLS / name, *arguments)

    def finding(self, rule: str, where: str, message: str) -> Finding:
        """A finding of this try."""
        return Finding(self.tool, rule, self.subject.api, self.subject.version, where, " ".join(message.split())[:300])

    def unless(self, holds: bool, message: str) -> Iterator[Finding]:
        """A finding of ours unless something holds."""
        if not holds:
            yield self.finding(_OUTCOME, "", message)


def operations(document: Mapping[str, Any]) -> int:
    """How many operations a document has."""
    return sum(method in METHODS for item in document["paths"].values() for method in item)


def document(one: Try) -> dict[str, Any]:
    """The document of a try."""
    read: dict[str, Any] = json.loads(one.subject.path.read_text(encoding="utf-8"))
    return read


def redocly(one: Try) -> Iterator[Finding]:
    """`redocly lint`, recommended-strict."""
    said = one.node(
        "redocly", "lint", "--config", HERE / "redocly.yaml", "--max-problems=10000", "--format=json", one.subject.path
    )
    answer = json.loads(said.out)
    yield from one.unless(
        answer["totals"]["errors"] + answer["totals"]["warnings"] == len(answer["problems"]), said.err
    )
    for problem in answer["problems"]:
        yield one.finding(problem["ruleId"], problem["location"][0].get("pointer", ""), problem["message"])


def spectral(one: Try) -> Iterator[Finding]:
    """`spectral lint` with `spectral:oas`, all rules, hints included."""
    said = one.node(
        "spectral", "lint", "--ruleset", HERE / "spectral.yaml", "--quiet", "--format=json", one.subject.path
    )
    yield from one.unless(not said.err, said.err)
    for problem in json.loads(said.out):
        yield one.finding(problem["code"], "/".join(map(str, problem["path"])), problem["message"])


def typescript(one: Try) -> Iterator[Finding]:
    """`openapi-typescript`, and `tsc --strict` on what it wrote and on a program that names each path."""
    said = one.node("openapi-typescript", one.subject.path, "--output", "api.ts")
    for line in (said.out + said.err).splitlines():
        if line.strip() and not line.startswith(("✨", "🚀")):
            yield one.finding(_OUTCOME, "", line)
    paths = json.dumps(sorted(document(one)["paths"]))
    use = f'import type {{ paths }} from "./api";\nexport const all: (keyof paths)[] = {paths};\n'
    (one.folder / "use.ts").write_text(use, encoding="utf-8")
    options = ("--strict", "--noEmit", "--skipLibCheck", "false", "--target", "es2022", "--moduleResolution", "bundler")
    compiled = one.node("tsc", *options, "--module", "esnext", "api.ts", "use.ts")
    for line in compiled.out.splitlines():
        yield one.finding("tsc", "", line)
    yield from one.unless(said.code == 0 and compiled.code == 0, f"exit codes {said.code} and {compiled.code}")


def postman(one: Try) -> Iterator[Finding]:
    """`openapi2postmanv2`: a collection with a request for each operation."""
    said = one.node("openapi2postmanv2", "--spec", one.subject.path, "--output", "collection.json")
    yield from one.unless("Conversion successful" in said.out and not said.err, said.out[-200:] + said.err)
    made = one.folder / "collection.json"
    requests = _requests(json.loads(made.read_text(encoding="utf-8"))) if made.is_file() else 0
    expected = operations(document(one))
    yield from one.unless(requests == expected, f"{requests} requests for {expected} operations")


def _requests(item: Mapping[str, Any]) -> int:
    return int("request" in item) + sum(map(_requests, item.get("item", ())))


def python_client(one: Try) -> Iterator[Finding]:
    """`openapi-python-client generate`, warnings are errors; its modules are imported."""
    options = ("--meta=none", "--output-path=made", "--fail-on-warning")
    said = one.run("openapi-python-client", "generate", "--path", one.subject.path, *options)
    yield from one.unless(said.code == 0, said.out + said.err)
    yield from _imported(one, "made")


def python_models(one: Try) -> Iterator[Finding]:
    """`datamodel-codegen` with pydantic models of schemas and operations; the module is imported."""
    options = ("--input-file-type=openapi", "--output-model-type=pydantic_v2.BaseModel", "--use-annotated")
    # An e-mail address as plain text: pydantic's own type needs one more package at run time.
    scopes = (
        "--type-mappings",
        "string+email=string",
        "--formatters",
        "builtin",
        "--openapi-scopes",
        "schemas",
        "paths",
        "parameters",
        "--output=made.py",
    )
    said = one.run("datamodel-codegen", "--input", one.subject.path, *options, *scopes)
    for line in (said.out + said.err).splitlines():
        yield one.finding(_OUTCOME, "", line)
    yield from _imported(one, "made")


def _imported(one: Try, name: str) -> Iterator[Finding]:
    program = (
        "import importlib, pkgutil, sys; sys.path.insert(0, '.'); made = importlib.import_module(sys.argv[1])\n"
        "for one in pkgutil.walk_packages(getattr(made, '__path__', []), 'made.'): importlib.import_module(one.name)"
    )
    said = one.run(sys.executable, "-c", program, name)
    yield from one.unless(said.code == 0 and not said.err, said.err[-300:])


def spec_validator(one: Try) -> Iterator[Finding]:
    """`openapi-spec-validator`."""
    said = one.run(sys.executable, HERE / "reading.py", "spec_validator", one.subject.version, one.subject.path)
    yield from _read(one, said)


def schemathesis(one: Try) -> Iterator[Finding]:
    """schemathesis loads the document and makes a request of each operation."""
    said = one.run(sys.executable, HERE / "reading.py", "schemathesis", one.subject.version, one.subject.path)
    yield from _read(one, said)


def _read(one: Try, said: Said) -> Iterator[Finding]:
    yield from one.unless(said.code == 0 and not said.err, said.err[-300:])
    for message in json.loads(said.out) if said.code == 0 else ():
        yield one.finding(_OUTCOME, "", message)
