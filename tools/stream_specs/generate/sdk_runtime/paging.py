"""Iterators over all pages of a list: what the methods `iter_...` return.

The next page is always asked of the same operation at the same server: of the address of a next page only the query
counts. So neither the credentials nor the path of a request ever come from an answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar
from urllib.parse import parse_qsl, urlsplit

from .errors import APIStatusError, SDKError
from .options import RequestOptions

P = TypeVar("P")
T = TypeVar("T")

Query = Mapping[str, str]


class PageError(SDKError):
    """The server sent pages that cannot be followed; `reason` says why.

    `pagination_cycle`: a page leads to one that was already read. `link_not_followable`: the address of the next page
    has no query, or a name in it twice.
    """


@dataclass(frozen=True, slots=True)
class Position:
    """How far an iteration came: the query of the last request and the entries of all pages so far."""

    query: Query
    entries: int
    start: int | None


Following = Callable[[P, Position], Query | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(Generic[P, T]):
    """How an operation hands out a list in pages.

    items: the entries of a page. following: the query of the request after a page, None after the last one. An empty
    page is always the last one. beyond: the statuses that stand for a page beyond the last one.
    """

    operation_id: str
    items: Callable[[P], Sequence[T]]
    following: Following[P]
    beyond: frozenset[int] = frozenset()


def by_link(link: Callable[[P], object]) -> Following[P]:
    """Pages of which each has the address of the next one, or none when it is the last."""

    def following(page: P, position: Position) -> Query | None:
        address = link(page)
        return _query_of(address) if isinstance(address, str) and address else None

    return following


def by_offset(name: str, total: Callable[[P], object] | None = None) -> Following[P]:
    """Pages that start at the entry with the number `name`; `total` is the number of entries on all pages."""

    def following(page: P, position: Position) -> Query | None:
        offset = (position.start or 0) + position.entries
        whole = total(page) if total else None
        return None if isinstance(whole, int) and offset >= whole else {name: str(offset)}

    return following


def by_page(name: str, first: int = 1) -> Following[P]:
    """Pages with the number `name`, of which the first one has the number `first`."""

    def following(page: P, position: Position) -> Query | None:
        start = first if position.start is None else position.start
        return {name: str(int(position.query.get(name, start)) + 1)}

    return following


def _query_of(address: str) -> Query:
    pairs = parse_qsl(urlsplit(address).query, keep_blank_values=True)
    query = dict(pairs)
    if not pairs or len(query) < len(pairs):
        raise PageError(reason="link_not_followable")
    return query


def with_query(options: RequestOptions | None, query: Query) -> RequestOptions | None:
    """The settings of a call with a query that replaces what its arguments give."""
    if not query:
        return options
    options = options or RequestOptions()
    return replace(options, extra_query={**(options.extra_query or {}), **query})


@dataclass(slots=True)
class _Walk(Generic[P, T]):
    """What both pagers do between two requests."""

    plan: Plan[P, T]
    start: int | None
    query: Query | None = field(default_factory=dict[str, str])
    pages: int = 0
    entries: int = 0
    seen: set[tuple[tuple[str, str], ...]] = field(default_factory=set[tuple[tuple[str, str], ...]])

    def took(self, page: P) -> None:
        """Note a page that was handed out; `query` is then that of the next request, or None."""
        count = len(self.plan.items(page))
        self.pages += 1
        self.entries += count
        position = Position(self.query or {}, self.entries, self.start)
        self.query = self.plan.following(page, position) if count else None
        if self.query is not None:
            self._remember(tuple(sorted(self.query.items())))

    def _remember(self, query: tuple[tuple[str, str], ...]) -> None:
        if query in self.seen:
            raise PageError(reason="pagination_cycle", operation_id=self.plan.operation_id)
        self.seen.add(query)

    def failed(self, error: APIStatusError) -> None:
        """End the iteration when an error stands for a page beyond the last one; raise it otherwise."""
        if not self.pages or error.status_code not in self.plan.beyond:
            raise error
        self.query = None


class Pager(Generic[P, T]):
    """The entries of all pages, as an iterable; `pages()` gives the pages instead.

    Nothing is sent before the iteration starts, and a page only when the one before is used up. Each iteration starts
    anew. Raises what the operation raises, and PageError.
    """

    def __init__(self, plan: Plan[P, T], send: Callable[[Query], P], start: int | None = None) -> None:
        """Keep how to ask for a page. start: the offset or page number that the first request has."""
        self._plan = plan
        self._send = send
        self._start = start

    def __iter__(self) -> Iterator[T]:
        """All entries of all pages."""
        for page in self.pages():
            yield from self._plan.items(page)

    def pages(self) -> Iterator[P]:
        """All pages, as the operation returns them; the last one may be empty."""
        walk = _Walk(self._plan, self._start)
        while walk.query is not None:
            try:
                page = self._send(walk.query)
            except APIStatusError as error:
                walk.failed(error)
                return
            yield page
            walk.took(page)


class AsyncPager(Generic[P, T]):
    """The same as `Pager` for `async for`."""

    def __init__(self, plan: Plan[P, T], send: Callable[[Query], Awaitable[P]], start: int | None = None) -> None:
        """Keep how to ask for a page. start: the offset or page number that the first request has."""
        self._plan = plan
        self._send = send
        self._start = start

    async def __aiter__(self) -> AsyncIterator[T]:
        """All entries of all pages."""
        async for page in self.pages():
            for item in self._plan.items(page):
                yield item

    async def pages(self) -> AsyncIterator[P]:
        """All pages, as the operation returns them; the last one may be empty."""
        walk = _Walk(self._plan, self._start)
        while walk.query is not None:
            try:
                page = await self._send(walk.query)
            except APIStatusError as error:
                walk.failed(error)
                return
            yield page
            walk.took(page)
