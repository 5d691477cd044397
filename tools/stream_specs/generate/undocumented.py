"""A success that is not documented: whatever comes is taken, as a plain value of an SDK.

A document has such an answer as 2XX with any JSON value. datamodel-code-generator reads JSON then and fails at an empty
body, a table as CSV or a film, and has no setting for it. So single places of its code are changed, and a generator that
no longer writes such a place makes the run fail. In clients the templates see to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stream_specs import structure
from stream_specs.errors import UserError
from stream_specs.files import write_text
from stream_specs.generate.client_document import is_open, resolved
from stream_specs.generate.plan import Package
from stream_specs.structure import Kind

_RANGE = "2XX"

_SDK_MODULE = '''\
"""Successes that the document does not describe."""

from __future__ import annotations

from typing import Any

from ._runtime.client.operations import (
    Branch, ResponseDecoder, binary_branch, empty_branch, text_branch, wire_branch
)
from ._runtime.client.responses import ResponseInfo
from ._runtime.model_codecs.media import range_key, status_key


class PlainDecoder(ResponseDecoder[Any]):
    """Takes any body of such a success: a JSON value, the text of `text/...`, the bytes of anything else, or none."""

    __slots__ = ()

    def _branch(self, info: ResponseInfo, body: bytes) -> Branch[Any]:
        status = range_key(info.status_code)
        if status_key(info.status_code, self._keys) != status:
            return super()._branch(info, body)
        kind = (info.content_type or "").partition(";")[0].strip().lower()
        if not body:
            return empty_branch(status)
        if kind == "application/json" or kind.endswith("+json"):
            return wire_branch(status, kind)
        return text_branch(status, kind) if kind.startswith("text/") else binary_branch(status, kind)
'''
_SDK_IMPORT = "from ._runtime.client.operations import"
_SDK_DECODER = re.compile(
    r"(\boperation_id=['\"](\w+)['\"](?:(?!\boperation_id=).)*?\bresponses=)ResponseDecoder\(", re.DOTALL
)


def take(package: Package, document: Mapping[str, Any], code: Path) -> None:
    """Change the code of an SDK so that a success that is not documented is taken as it comes.

    Raises UserError when the code does not have the expected places.
    """
    names = operations(document)
    if names:
        _take_in_sdk(package, names, code)


def operations(document: Mapping[str, Any]) -> frozenset[str]:
    """The ids of the operations with such a success. A client has no OPTIONS operations."""
    nodes = (node for node in structure.walk(structure.document(document)) if node.kind is Kind.OPERATION)
    return frozenset(
        str(one.map["operationId"]) for one in nodes if one.role != "options" and _has_open(document, one.map)
    )


def _has_open(document: Mapping[str, Any], operation: Mapping[str, Any]) -> bool:
    return is_open(resolved(document, structure.mapping(operation.get("responses")).get(_RANGE)))


def _take_in_sdk(package: Package, names: frozenset[str], code: Path) -> None:
    changed = set()

    def decoder(found: re.Match[str]) -> str:
        if found[2] not in names:
            return found[0]
        changed.add(found[2])
        return f"{found[1]}PlainDecoder("

    path = code / "_operations.py"
    text = _SDK_DECODER.sub(decoder, path.read_text(encoding="utf-8"))
    if changed != names or _SDK_IMPORT not in text:
        raise _unexpected(package, f"no decoder for {', '.join(sorted(names - changed))} in {path.name}")
    write_text(code / "_undocumented.py", _SDK_MODULE)
    write_text(path, text.replace(_SDK_IMPORT, f"from ._undocumented import PlainDecoder\n{_SDK_IMPORT}", 1))


def _unexpected(package: Package, what: str) -> UserError:
    hint = "change stream_specs.generate.undocumented to what it writes now"
    return UserError(f"{package.generator.tool} wrote {what}", where=package.folder, hint=hint)
