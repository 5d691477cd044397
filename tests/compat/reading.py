"""Python libraries that read a document, in a process of their own: `reading.py NAME VERSION FILE`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools import operations


def spec_validator(version: str, document: dict[str, Any]) -> Iterator[str]:
    from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

    validator = {"3.0": OpenAPIV30SpecValidator, "3.1": OpenAPIV31SpecValidator}[version]
    yield from (error.message for error in validator(document).iter_errors())


def schemathesis(_version: str, document: dict[str, Any]) -> Iterator[str]:
    import schemathesis as engine

    results = list(engine.openapi.from_dict(document).get_all_operations())
    yield from (str(result.err()) for result in results if not hasattr(result, "ok"))
    loaded = [result.ok() for result in results if hasattr(result, "ok")]
    for operation in loaded:
        operation.as_strategy()
    if len(loaded) != operations(document):
        yield f"{len(loaded)} of {operations(document)} operations"


if __name__ == "__main__":
    name, version, path = sys.argv[1:]
    read = {"spec_validator": spec_validator, "schemathesis": schemathesis}[name]
    print(json.dumps(list(read(version, json.loads(Path(path).read_text(encoding="utf-8"))))))
