"""`self-link`: a link in an answer points at the resource that it names."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from urllib.parse import unquote, urlsplit

from stream_contracts.rulebook import Rule
from stream_contracts.rules.observing import accepted, body_of
from stream_contracts.rules.values import look, show
from stream_contracts.session import Session
from stream_contracts.verdicts import Observation

_BRACES = re.compile(r"\{([^}]+)\}")


async def check(rule: Rule, session: Session) -> AsyncIterator[Observation]:
    """Compare the path of each link with the path it must end with; scheme and host may be anything."""
    exchange = await session.send(rule.call("call"))
    yield accepted(rule, exchange)
    body = body_of(exchange)
    for pointer, path in rule.parameters["links"].items():
        expected = _BRACES.sub(lambda match: str(session.value(match.group(1), {})), path)
        link = look(body, pointer)
        ok = isinstance(link, str) and _path_of(link).endswith(expected)
        yield Observation(rule.id, ok, f"{pointer}: …{expected}", f"{pointer}: {show(link)}", exchange.number)


def _path_of(link: str) -> str:
    try:
        return unquote(urlsplit(link).path)
    except ValueError:  # no URL, an unclosed bracket for example
        return ""
