"""Faults of lists: filters, limits, pages and totals. Each follows from the kind of rule that it breaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from stream_contracts.faults.fault import Class, Fault, Site
from stream_contracts.faults.states import with_act
from stream_contracts.mock.messages import ABSENT, Call
from stream_contracts.mock.model import Mock
from stream_contracts.mock.templates import Scope

Parameters = Mapping[str, Any]  # of a rule
Query = dict[str, Any]


def parameters_of(site: Site, kind: str, role: str = "list", needs: tuple[str, ...] = ()) -> Parameters:
    """The parameters of the first rule of a kind that calls the operation in a role and has one of `needs`."""
    rules = (rule.parameters for rule in site.rules(kind, role))
    return next((rule for rule in rules if not needs or any(name in rule for name in needs)), {})


def breaks(kind: str, role: str = "list", needs: tuple[str, ...] = ()) -> Callable[[Site], str]:
    """Where a fault that breaks such a rule can be placed."""

    def place(site: Site) -> str:
        chosen = parameters_of(site, kind, role, needs)
        return next((rule.id for rule in site.rules(kind, role) if rule.parameters is chosen), "")

    return place


def _query(
    kind: str, change: Callable[[Parameters, Query, Call], None], role: str = "list", needs: tuple[str, ...] = ()
) -> Callable[[Mock, Site], Mock]:
    """Read the query as another one, which `change` makes of it."""

    def apply(mock: Mock, site: Site) -> Mock:
        inner, rule = mock.endpoints[site.operation.id].act, parameters_of(site, kind, role, needs)

        def act(scope: Scope) -> Any:
            if scope.call is not None:
                query = dict(scope.call.parameters.get("query", {}))
                change(rule, query, scope.call)
                scope.call.parameters["query"] = query
            return inner(scope)

        return with_act(mock, site, act)

    return apply


def _items(change: Callable[[list[Any], Scope], list[Any]]) -> Callable[[Mock, Site], Mock]:
    """List other items than those of the page."""

    def apply(mock: Mock, site: Site) -> Mock:
        inner = mock.endpoints[site.operation.id].act
        return with_act(mock, site, lambda scope: change(inner(scope), scope))

    return apply


def _sent(call: Call, name: str) -> bool:
    return name in dict(parse_qsl(call.query, keep_blank_values=True))


def _ignore_limit(rule: Parameters, query: Query, call: Call) -> None:
    name = rule["parameter"]
    readers = call.endpoint.parameters if call.endpoint else ()
    default = next((reader.default for reader in readers if reader.name == name), ABSENT)
    query.pop(name, None)
    query.update({} if default is ABSENT else {name: default})


def _exceed_limit(rule: Parameters, query: Query, _: Call) -> None:
    name = rule["parameter"]
    query.update({name: query[name] + 1} if name in query else {})


def _change_default(rule: Parameters, query: Query, call: Call) -> None:
    if not _sent(call, rule["parameter"]):
        query[rule["parameter"]] = rule["default"] - 1


def _move(by: int) -> Callable[[Parameters, Query, Call], None]:
    """Begin every page but the first one elsewhere."""

    def change(rule: Parameters, query: Query, _: Call) -> None:
        offset = query.get(rule["offset"], 0)
        query[rule["offset"]] = offset + by if offset else 0

    return change


def _without_last(items: list[Any], scope: Scope) -> list[Any]:
    page = scope.page
    is_last = page is not None and page.offset > 0 and page.offset + len(items) == len(page.matched)
    return items[:-1] if is_last else items


def _never_empty(items: list[Any], scope: Scope) -> list[Any]:
    return items or list(scope.page.matched[:1] if scope.page else ())


def _ignore_filter(rule: Parameters, query: Query, _: Call) -> None:
    query.pop(rule["parameter"], None)


def _take_one(rule: Parameters, query: Query, _: Call) -> None:
    values = query.get(rule["parameter"])
    query.update({rule["parameter"]: values[:1]} if isinstance(values, list) else {})


def _take_false_for_true(rule: Parameters, query: Query, call: Call) -> None:
    for name in _false_parameters(rule):
        query.update({name: True} if _sent(call, name) else {})


def _false_parameters(rule: Parameters) -> list[str]:
    """The query parameters that the calls of a rule send as false."""
    queries = [call.get("query", {}) for call in rule.get("calls", ())]
    return [name for query in queries for name, value in query.items() if value is False]


def _flag_rule(site: Site) -> str:
    rules = site.rules("same-answer", "calls")
    return next((rule.id for rule in rules if _false_parameters(rule.parameters)), "")


def _summary_rule(site: Site) -> str:
    """The rule about a summary that is asked for with a query."""
    rules = site.rules("aggregate", "summary")
    return next((rule.id for rule in rules if rule.parameters["summary"].get("query")), "")


def _ignore_query(_: Parameters, query: Query, __: Call) -> None:
    query.clear()


_BY_OFFSET = ("offset",)  # pages that are counted are cut by a function of the API's own
_COMPLETE = ("total", "whole")  # without one of them no rule sees that an item is missing

FAULTS = (
    Fault(
        "filter-ignored",
        "{operation} lists all items, whatever it is filtered by.",
        Class.COLLECTIONS,
        breaks("filter"),
        _query("filter", _ignore_filter),
    ),
    Fault(
        "filter-takes-first",
        "{operation} filters by the first of several values only.",
        Class.COLLECTIONS,
        breaks("filter", needs=("several",)),
        _query("filter", _take_one, needs=("several",)),
    ),
    Fault(
        "false-means-true",
        "{operation} takes a flag that is false for one that is true.",
        Class.COLLECTIONS,
        _flag_rule,
        _query("same-answer", _take_false_for_true, role="calls", needs=("calls",)),
    ),
    Fault(
        "limit-ignored",
        "{operation} lists as many items as without a limit.",
        Class.COLLECTIONS,
        breaks("limit"),
        _query("limit", _ignore_limit),
    ),
    Fault(
        "limit-exceeded",
        "{operation} lists one item more than its limit.",
        Class.COLLECTIONS,
        breaks("limit"),
        _query("limit", _exceed_limit),
    ),
    Fault(
        "default-limit-differs",
        "{operation} lists one item fewer than its default limit.",
        Class.COLLECTIONS,
        breaks("default-limit"),
        _query("default-limit", _change_default),
    ),
    Fault(
        "page-repeats-item",
        "{operation} begins a page with the last item of the one before.",
        Class.COLLECTIONS,
        breaks("page-walk", needs=_BY_OFFSET),
        _query("page-walk", _move(-1), needs=_BY_OFFSET),
    ),
    Fault(
        "page-skips-item",
        "{operation} leaves an item out between two pages.",
        Class.COLLECTIONS,
        breaks("page-walk", needs=_COMPLETE),
        _query("page-walk", _move(1)),
    ),
    Fault(
        "last-page-misses-item",
        "{operation} leaves the last item of the last page out.",
        Class.COLLECTIONS,
        breaks("page-walk", needs=_COMPLETE),
        _items(_without_last),
    ),
    Fault(
        "pages-never-end",
        "{operation} goes on listing an item beyond the last page.",
        Class.COLLECTIONS,
        breaks("page-walk", needs=_BY_OFFSET),
        _items(_never_empty),
    ),
    Fault(
        "summary-ignores-query",
        "{operation} sums up everything, whatever it is asked for.",
        Class.COLLECTIONS,
        _summary_rule,
        _query("aggregate", _ignore_query, role="summary"),
    ),
)
