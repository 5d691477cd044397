"""From a recorded request back to the call that it was."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from stream_contracts.documents import MediaType
from stream_contracts.exchange import ABSENT, Call
from stream_contracts.recorded.matching import Matched
from stream_contracts.wire import FORM, MULTIPART


def call_of(matched: Matched) -> Call:
    """The call, without its body: enough to judge an answer."""
    entry, operation = matched.entry, matched.operation
    declared = {p.name.lower() for p in operation.parameters if p.location == "header"}
    return Call(
        operation=operation.id,
        path=matched.path,
        query=_collected(parse_qsl(entry.query, keep_blank_values=True)),
        headers={name: value for name, value in entry.request.headers if name.lower() in declared},
    )


def body_of(matched: Matched) -> tuple[Any, bytes | None, str] | None:
    """The body as a value, or as bytes when it is meant to be JSON and is not, and its documented media type.

    None when it is unknown, or written in a way that cannot be judged.
    """
    entry, declared = matched.entry, matched.operation.request_body
    if not entry.has_body:
        return None
    if declared is None or not entry.request.body:
        return ABSENT, None, ""
    sent = entry.request.header("Content-Type").partition(";")[0].strip().lower()
    media = next((each for each in declared.content if _essence(each) == sent), None)
    return _value(media, entry.request.body) if media else None


def _essence(media: MediaType) -> str:
    return media.name.partition(";")[0].strip().lower()


def _value(media: MediaType, body: bytes) -> tuple[Any, bytes | None, str] | None:
    if media.is_json:
        try:
            return json.loads(body.decode("utf-8"), parse_constant=_refuse), None, media.name
        except (ValueError, RecursionError):
            return ABSENT, body, media.name
    if _essence(media) == FORM:
        return _collected(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)), None, media.name
    if _essence(media) == MULTIPART:
        return None
    return body.decode("utf-8", "replace"), None, media.name


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _collected(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Any]:
    """One value for each name; a list where it occurs more than once."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            found[name] = [*(found[name] if isinstance(found[name], list) else [found[name]]), value]
        else:
            found[name] = value
    return found
