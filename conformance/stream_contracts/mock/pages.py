"""Cutting a list into pages, and the addresses of the pages beside it."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from stream_contracts.mock.messages import Call
from stream_contracts.mock.parameters import query_of
from stream_contracts.mock.state import Item


@dataclass(frozen=True, slots=True)
class Paging:
    """How an operation cuts its list.

    limit, offset, number: names of query parameters, "" for none; number counts pages from 1. size: items a page where
    no limit is sent, 0 for all. past_the_end: status of a page beyond the last one, 0 for an empty page.
    """

    limit: str = ""
    offset: str = ""
    number: str = ""
    size: int = 0
    past_the_end: int = 0


WHOLE = Paging()
Query = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list.

    matched: the items of all pages. limit: how many a page holds at most, None for all. offset: how many come before.
    """

    paging: Paging
    matched: Sequence[Item]
    limit: int | None
    offset: int

    @property
    def items(self) -> list[Item]:
        """The items of this page."""
        end = None if self.limit is None else self.offset + self.limit
        return list(self.matched[self.offset : end])

    @property
    def is_past_the_end(self) -> bool:
        """True for a page beyond the last one; the first page never is."""
        return 0 < self.offset >= len(self.matched)

    def numbers(self) -> Mapping[str, int]:
        """What `$page.<name>` gives."""
        number = self.offset // self.limit + 1 if self.limit else 1  # the number of this page, from 1 on
        return {"total": len(self.matched), "limit": self.limit or 0, "offset": self.offset, "number": number}


def page_of(call: Call | None, paging: Paging, matched: Sequence[Item]) -> Page:
    """The page that a call asks for. Numbers that cannot be used count as not sent: validation has refused them."""
    sent = call.parameters.get("query", {}) if call else {}
    limit = _number(sent, paging.limit)
    if limit is None:
        limit = paging.size or None
    offset = _number(sent, paging.offset) or 0
    if paging.number:
        offset = (max(_number(sent, paging.number) or 1, 1) - 1) * (limit or 0)
    return Page(paging, matched, limit, offset)


def _number(sent: Mapping[str, Any], name: str) -> int | None:
    value = sent.get(name)
    return value if type(value) is int and value >= 0 else None


def links(call: Call, page: Page | None) -> Mapping[str, str]:
    """`self`, and where there are pages `next`, and `prev` unless it is the first one.

    They lead to the server by the name that the caller used, and keep the other documented parameters. `next` is
    there on the last page as well.
    """
    paging, limit, offset = (page.paging, page.limit, page.offset) if page and page.limit else (WHOLE, 0, 0)
    return _links(call.origin + call.path, _kept(call, paging), paging, limit, offset)


@functools.lru_cache(1024)  # clients ask for the same pages again, and addresses are slow to write
def _links(address: str, kept: Query, paging: Paging, limit: int, offset: int) -> Mapping[str, str]:
    if not limit:
        return {"self": _address(address, kept)}
    offsets = {"self": offset, "next": offset + limit}
    if offset:
        offsets["prev"] = max(offset - limit, 0)
    return {name: _address(address, kept + _numbers(paging, limit, at)) for name, at in offsets.items()}


def _numbers(paging: Paging, limit: int, offset: int) -> Query:
    """The parameters that choose the page that begins at an offset."""
    values = {paging.limit: limit, paging.offset: offset, paging.number: offset // limit + 1}
    return tuple((name, str(value)) for name, value in values.items() if name)


def _kept(call: Call, paging: Paging) -> Query:
    """The documented query parameters of a call that do not choose the page, as they were sent."""
    if not call.query:
        return ()
    readers = call.endpoint.parameters if call.endpoint else ()
    known = {reader.name for reader in readers if reader.location == "query"}
    known -= {paging.limit, paging.offset, paging.number}
    return tuple((name, text) for name, text in query_of(call.query).pairs if name in known)


def _address(address: str, query: Query) -> str:
    return address + ("?" + urlencode(query) if query else "")
