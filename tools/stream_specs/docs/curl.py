"""A request as a command of curl, for a POSIX shell."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from stream_specs.docs.requests import FILE_NAME, FILE_TYPE, FORM, MULTIPART, SECRET, Body, Sample

_WIDE = 50  # characters of JSON on one line


def command(sample: Sample) -> str:
    """The command, one option a line. Credentials are `...`."""
    method = sample.endpoint.method
    has_data = sample.body is not None
    usual = "POST" if has_data else "GET"
    head = "curl" if method == usual else f"curl -X {method}"
    return " \\\n  ".join((f"{head} {_quoted(_url(sample))}", *_options(sample)))


def _url(sample: Sample) -> str:
    path = sample.endpoint.path
    query = list(_query(sample))
    for (place, name), value in sample.values.items():
        if place == "path":
            path = path.replace("{" + name + "}", _joined(value))
    return sample.server.rstrip("/") + path + ("?" + "&".join(query) if query else "")


def _query(sample: Sample) -> Iterator[str]:
    explodes = {one["name"]: one.get("explode", True) for one in sample.endpoint.parameters}
    for (place, name), value in sample.values.items():
        if place == "query":
            parts = value if isinstance(value, list) and explodes[name] else [value]
            yield from (f"{quote(name, safe='')}={_joined(part)}" for part in parts)
    for scheme in sample.schemes.values():
        if scheme.get("in") == "query":
            yield f"{scheme['name']}={SECRET}"


def _joined(value: Any) -> str:
    return ",".join(quote(_text(one), safe="") for one in (value if isinstance(value, list) else [value]))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _options(sample: Sample) -> Iterator[str]:
    if sample.accept != "*/*":
        yield _header("Accept", sample.accept)
    for scheme in sample.schemes.values():
        yield from _credential(scheme)
    for (place, name), value in sample.values.items():
        if place == "header":
            yield _header(name, _text(value))
    if sample.body is not None:
        yield from _data(sample.body)


def _credential(scheme: Mapping[str, Any]) -> Iterator[str]:
    if scheme["type"] == "apiKey":
        if scheme["in"] == "header":
            yield _header(scheme["name"], f"{scheme.get('x-prefix', '')}{SECRET}")
    elif str(scheme.get("scheme", "")).lower() == "basic":
        user = scheme.get("x-username", SECRET)
        yield f"-u {_quoted(f'{user}:{SECRET}')}"
    else:
        yield _header("Authorization", f"Bearer {SECRET}")


def _header(name: str, value: str) -> str:
    return f"-H {_quoted(f'{name}: {value}')}"


def _data(body: Body) -> Iterator[str]:
    if body.media_type == MULTIPART:
        yield from _parts(body)
    elif body.media_type == FORM:
        for name, value in body.value.items():
            yield from (f"--data-urlencode {_quoted(f'{key}={_text(one)}')}" for key, one in _fields(name, value))
    else:
        yield _header("Content-Type", body.media_type)
        yield f"-d {_quoted(_json(body.value))}"


def _parts(body: Body) -> Iterator[str]:
    for name, value in body.value.items():
        for item in value if isinstance(value, list) else [value]:
            if name in body.files:
                yield f"-F {_quoted(f'{name}=@{FILE_NAME};type={FILE_TYPE}')}"
            else:
                yield f"--form-string {_quoted(f'{name}={_text(item)}')}"


def _fields(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """The fields of a form: an object by the style `deepObject`, a list as one field an item."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _fields(f"{name}[{key}]", inner)
    else:
        yield from ((name, item) for item in (value if isinstance(value, list) else [value]))


def _json(value: Any) -> str:
    line = json.dumps(value, ensure_ascii=False)
    return line if len(line) <= _WIDE else json.dumps(value, ensure_ascii=False, indent=2)


def _quoted(text: str) -> str:
    """Always in quotes, so that all commands look alike."""
    quoted = shlex.quote(text)
    return quoted if quoted.startswith(("'", '"')) else f"'{quoted}'"
