"""What a document says about the headers of requests (`x-accept`, `x-prefix`), as the default of a generated package.

Neither generator has a setting for it, so single places of the generated code are changed. A generator that no longer
writes such a place makes the run fail.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from stream_specs.errors import UserError
from stream_specs.generate.client_document import accepted
from stream_specs.generate.plan import CLIENTS, Package

_CLIENT_PREFIX = 'prefix: str = "Bearer"'
_SDK_CREDENTIAL = 'return f"Bearer {value}" if scheme.kind == "bearer" else value\n'
_SDK_OPERATION = re.compile(r"^(OPERATION_\d+): Final.*?\boperation_id=['\"](\w+)['\"]", re.MULTILINE | re.DOTALL)


def prefixes(document: Mapping[str, Any]) -> dict[str, str]:
    """What precedes the credential, by security scheme, where the document has `x-prefix`."""
    schemes = document.get("components", {}).get("securitySchemes", {})
    return {name: scheme["x-prefix"] for name, scheme in schemes.items() if "x-prefix" in scheme}


def set_defaults(package: Package, document: Mapping[str, Any], code: Path) -> None:
    """Change the code of a package so that it sends what the document says.

    The `Accept` of a client needs no change: it is an argument of each function (`client_document`). Raises UserError
    when the code does not have the expected places.
    """
    known = prefixes(document)
    if package.generator.kind == CLIENTS:
        _set_client_prefix(package, known, code)
        return
    if known:
        place = code / "_runtime" / "client" / "auth.py"
        more = f"{known!r}.get(scheme.name, '') + value"
        _replace(package, place, _SDK_CREDENTIAL, _SDK_CREDENTIAL.replace("else value", f"else {more}"))
    _set_sdk_accept(package, accepted(document), code)


def _set_client_prefix(package: Package, known: Mapping[str, str], code: Path) -> None:
    """The one credential of an AuthenticatedClient goes out as prefix, space, token."""
    if not known:
        return
    prefix, *others = known.values()
    if others or not re.fullmatch(r"\S+ ", prefix):
        what = "the client can write one prefix, a word with a space after it"
        raise UserError(what, where=f"{package.api}/openapi.yaml", hint="change x-prefix of the security schemes")
    _replace(package, code / "client.py", _CLIENT_PREFIX, f'prefix: str = "{prefix.strip()}"')


def _set_sdk_accept(package: Package, wanted: Mapping[str, str], code: Path) -> None:
    if not wanted:
        return
    path = code / "_operations.py"
    text = path.read_text(encoding="utf-8")
    names = {operation: name for name, operation in _SDK_OPERATION.findall(text)}
    if wanted.keys() - names.keys():
        raise _unexpected(package, path, f"no constant for {', '.join(sorted(wanted.keys() - names.keys()))}")
    lines = [f'{names[operation]}.responses.accept = "{value}"\n' for operation, value in wanted.items()]
    path.write_text(f"{text}\n# The `x-accept` of each operation.\n{''.join(lines)}", encoding="utf-8")


def _replace(package: Package, path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise _unexpected(package, path, f"`{old.strip()}` {text.count(old)} times instead of once")
    path.write_text(text.replace(old, new), encoding="utf-8")


def _unexpected(package: Package, path: Path, what: str) -> UserError:
    tool = package.generator.tool
    hint = "change stream_specs.generate.headers to what it writes now"
    return UserError(f"{tool} wrote {what} in {path.name}", where=package.folder, hint=hint)
