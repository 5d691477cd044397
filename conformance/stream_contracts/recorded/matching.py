"""Which recorded requests are calls of an API, and which are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from stream_contracts.documents import Document, Operation
from stream_contracts.mock.router import Kind, Match, Router
from stream_contracts.recorded.har import Entry, Recording, origin_of
from stream_specs.errors import UserError


@dataclass(frozen=True, slots=True)
class Matched:
    """A recorded request and the operation that it calls. path: its decoded path parameters."""

    entry: Entry
    operation: Operation
    path: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Traffic:
    """What a recording holds of an API at a base URL.

    matched: answered calls. unknown: requests below the base path that the document does not have, `METHOD /path` by
    number. left_out: entries that are not judged, by the reason.
    """

    url: str
    matched: tuple[Matched, ...]
    unknown: Mapping[str, int]
    left_out: Mapping[str, int]


def match(document: Document, recording: Recording, url: str = "") -> Traffic:
    """Sort a recording. url: the server; the document's base path is appended unless it has a path of its own. "" finds
    the server by the paths of the document.

    Raises UserError when nothing in the recording is a call of the API, or when several servers have it.
    """
    given = origin_of(url)
    if url and not given:
        raise UserError("not an http or https URL", where=url, hint="for instance http://127.0.0.1:8080")
    path = urlsplit(url).path.rstrip("/") or document.base_path
    router = Router(document.operations, path)
    found = [(entry, router.match(entry.request.method, entry.path)) for entry in recording.entries]
    base = (given or _origin(document, found)) + path
    traffic = _sorted(document, found, base)
    if not traffic.matched and not traffic.unknown:
        raise _nothing(document, base)
    return traffic


def _origin(document: Document, found: list[tuple[Entry, Match]]) -> str:
    """The one server that answers calls of the API."""
    origins = Counter(entry.origin for entry, match in found if match.kind is Kind.FULL and entry.origin)
    if not origins:
        raise _nothing(document, document.base_path or "/")
    if len(origins) > 1:
        names = ", ".join(name for name, _ in origins.most_common(5))
        hint = f"say which with --url: {names}"
        raise UserError(f"{len(origins)} servers in the recording have paths of `{document.api}`", hint=hint)
    return next(iter(origins))


def _nothing(document: Document, place: str) -> UserError:
    hint = "give --url with the base URL of the server in the recording"
    return UserError(f"the recording has no call of `{document.api}` at {place}", hint=hint)


def _sorted(document: Document, found: list[tuple[Entry, Match]], base: str) -> Traffic:
    matched: list[Matched] = []
    unknown: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    for entry, match in found:
        reason = _reason(entry, match, base)
        if reason:
            left_out[reason] += 1
        elif match.kind is Kind.FULL:
            matched.append(Matched(entry, document.operation(match.operation), match.parameters))
        else:
            unknown[f"{entry.request.method} {entry.path}"] += 1
    return Traffic(base, tuple(matched), unknown, left_out)


def _reason(entry: Entry, match: Match, base: str) -> str:
    """Why an entry is not looked at, "" when it is."""
    if not f"{entry.origin}{entry.path}/".startswith(f"{base}/"):
        return "of another server or path"
    if match.kind is Kind.FULL:
        return entry.unseen
    asks = entry.request.method == "OPTIONS" and entry.request.header("Access-Control-Request-Method")
    return "a browser's question before a request (CORS)" if asks else ""
