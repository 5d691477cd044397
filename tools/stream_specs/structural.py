"""What openapi-spec-validator says about a bundle, at its places in the sources."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from stream_specs import pointers
from stream_specs.origins import Origins
from stream_specs.problems import Problem

RULE = "openapi"
_UNEXPECTED = re.compile(r"(?:Unevaluated|Additional) properties are not allowed \((.*) (?:was|were) unexpected\)")


def structural(document: Mapping[str, Any], origins: Origins) -> Iterator[Problem]:
    """The errors against the schema of OpenAPI 3.1, each at its place."""
    from openapi_spec_validator import OpenAPIV31SpecValidator

    for error in OpenAPIV31SpecValidator.schema_validator.iter_errors(document):
        yield from _placed(error, origins)


def semantic(document: Mapping[str, Any], origins: Origins) -> Iterator[Problem]:
    """The errors that go beyond that schema. They carry no place, so they stand at the top of the document.

    They are a second opinion: each has a check of ours that knows the place, and that speaks first.
    """
    from openapi_spec_validator import OpenAPIV31SpecValidator

    validator = OpenAPIV31SpecValidator(document)
    file, line = origins.at("")
    try:
        for error in validator.root_validator(validator.schema_path):
            yield Problem(file, line, RULE, _first_line(error.message))
    except Exception as error:  # it expects a valid document, and fails in many ways on others
        yield Problem(file, line, RULE, f"openapi-spec-validator cannot read this: {type(error).__name__}")


def _placed(error: Any, origins: Origins) -> Iterator[Problem]:
    pointer = pointers.join("", *error.absolute_path)
    found = _UNEXPECTED.search(error.message)
    names = re.findall(r"'([^']*)'", found[1]) if found else []
    for name in names:
        file, line = origins.at(pointers.join(pointer, name))
        yield Problem(file, line, RULE, f"`{name}` has no meaning here", _near(error, name))
    if not names:
        file, line = origins.at(pointer)
        yield Problem(file, line, RULE, _first_line(error.message), "see the OpenAPI 3.1 specification")


def _near(error: Any, name: str) -> str:
    place = pointers.join("", *list(error.absolute_schema_path)[:-1])
    try:
        known = pointers.resolve(error.schema, place).get("properties", {})
    except LookupError:
        known = {}
    near = difflib.get_close_matches(name, known, n=1)
    return f"did you mean `{near[0]}`?" if near else "see the OpenAPI 3.1 specification"


def _first_line(message: str) -> str:
    return message.partition("\n")[0]
