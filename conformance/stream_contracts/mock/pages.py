"""Cutting a list into pages, and the addresses of the pages beside it."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from stream_contracts.mock.messages import Call
from stream_contracts.mock.parameters import pairs
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
        number = _number_of(self, self.offset)
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


def _number_of(page: Page, offset: int) -> int:
    """The number of the page that begins at an offset, from 1 on."""
    return offset // page.limit + 1 if page.limit else 1


def _number(sent: Mapping[str, Any], name: str) -> int | None:
    value = sent.get(name)
    return value if type(value) is int and value >= 0 else None


def links(call: Call, page: Page | None) -> Mapping[str, str]:
    """`self`, and where there are pages `next`, and `prev` unless it is the first one.

    They lead to the server by the name that the caller used, and keep the other documented parameters. `next` is
    there on the last page as well.
    """
    if page is None or not page.limit:
        return {"self": _address(call, tuple(_kept(call, WHOLE)))}
    kept = _kept(call, page.paging)
    offsets = {"self": page.offset, "next": page.offset + page.limit}
    if page.offset:
        offsets["prev"] = max(page.offset - page.limit, 0)
    return {name: _address(call, (*kept, *_numbers(page, offset))) for name, offset in offsets.items()}


def _numbers(page: Page, offset: int) -> list[tuple[str, str]]:
    """The parameters that choose the page that begins at an offset."""
    paging = page.paging
    values = {paging.limit: page.limit, paging.offset: offset, paging.number: _number_of(page, offset)}
    return [(name, str(value)) for name, value in values.items() if name]


def _kept(call: Call, paging: Paging) -> list[tuple[str, str]]:
    """The documented query parameters of a call that do not choose the page, as they were sent."""
    readers = call.endpoint.parameters if call.endpoint else ()
    known = {reader.name for reader in readers if reader.location == "query"}
    known -= {paging.limit, paging.offset, paging.number}
    return [(name, text) for name, text in pairs(call.query) if name in known]


def _address(call: Call, query: tuple[tuple[str, str], ...]) -> str:
    return call.origin + call.path + ("?" + _encoded(query) if query else "")


@functools.lru_cache(1024)
def _encoded(query: tuple[tuple[str, str], ...]) -> str:
    return urlencode(query)
