"""Reading `specs/<api>/rules.yaml`: relation rules, fixtures, bindings and levels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from stream_contracts import rulebook_file
from stream_contracts.documents import Evidence, EvidenceLevel
from stream_contracts.exchange import ABSENT, Call
from stream_contracts.rulebook_file import parameter_sets
from stream_contracts.verdicts import Level


@dataclass(frozen=True, slots=True)
class Search:
    """Where to find what a call created, when its answer does not show it: the item of a list with a value at `key`.

    fields: where its fields stand in the item, if not where the fixture says.
    """

    list: Call
    items: str
    key: str
    value: Any
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fixture:
    """Something a run can create and remove.

    fields: name to JSON pointer in the answer of `create` (or in the item that `find` finds), or to
    `$request.body#/pointer` in what was sent. then: calls that complete it. again: where it is found after a crash.
    """

    name: str
    create: Call
    fields: Mapping[str, str]
    remove: Call | None
    find: Search | None = None
    then: tuple[Call, ...] = ()
    again: Search | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that the server has one of. set: changes it, with `$value` for the value. read, at: show it.

    read None: nothing shows it, and `set` holds a known value. null_as: what to set where `at` shows null.
    """

    set: Call
    read: Call | None
    at: str = ""
    null_as: Any = None


@dataclass(frozen=True, slots=True)
class Given:
    """What has to be so in the world. values: by pointer in the answer of `shown`. by, control: what makes it so."""

    shown: Call
    values: Mapping[str, Any]
    by: Call | None
    control: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """One relation rule. id: `<api>/rule/<id>`. parameters: by kind, see rulebook.schema.json."""

    id: str
    kind: str
    level: Level
    text: str
    evidence: Evidence
    parameters: Mapping[str, Any]
    given: tuple[Given, ...] = ()

    def call(self, name: str) -> Call:
        """The call that a parameter describes."""
        return to_call(self.parameters[name])

    def operations(self) -> tuple[str, ...]:
        """The operations that the rule calls."""
        return tuple(_operations_in(self.parameters))


@dataclass(frozen=True, slots=True)
class Version:
    """Where the server says which version it is of: a call, and the pointer in its answer."""

    call: Call
    at: str


@dataclass(frozen=True, slots=True)
class Override:
    """A level, or a reason for exclusion, for the requirements whose id matches a shell pattern."""

    requirements: str
    value: str


@dataclass(frozen=True, slots=True)
class Known:
    """A value that the server under test must have and that no run can create. example: the one of our mock."""

    example: Any
    text: str


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All that rules.yaml says.

    refused, conflict: statuses. bindings: by operation ("*" = all), then location. known: values by name. actors: what
    their credentials are, by name. cooldowns: seconds between two calls, by operation. refusals: patterns of
    requirements with statuses in place of `refused`. restore: calls that set back what no answer shows. version: where
    the server shows its own.
    """

    refused: tuple[str, ...]
    conflict: tuple[str, ...]
    bindings: Mapping[str, Mapping[str, Any]]
    fixtures: Mapping[str, Fixture]
    levels: tuple[Override, ...]
    excluded: tuple[Override, ...]
    rules: tuple[Rule, ...]
    known: Mapping[str, Known] = field(default_factory=dict)
    actors: Mapping[str, str] = field(default_factory=dict)
    cooldowns: Mapping[str, float] = field(default_factory=dict)
    refusals: tuple[tuple[str, tuple[str, ...]], ...] = ()
    restore: tuple[Call, ...] = ()
    version: Version | None = None

    def refused_by(self, requirement: str) -> tuple[str, ...]:
        """The statuses that mean that an input is refused, for one requirement; the last match wins."""
        found = [statuses for pattern, statuses in self.refusals if fnmatchcase(requirement, pattern)]
        return found[-1] if found else self.refused

    def settings(self) -> Mapping[str, tuple[Setting, ...]]:
        """What a run changes and has to set back, by the operation that changes it: see `setter-readback`."""
        found: dict[str, dict[str, Setting]] = {}
        for call in self.restore:
            found.setdefault(call.operation, {})[""] = Setting(call, None)
        for rule in self.rules:
            if rule.kind == "setter-readback" and "fixture" not in rule.parameters:
                call = rule.call("set")
                setting = Setting(call, rule.call("read"), rule.parameters["at"], rule.parameters.get("null-as"))
                found.setdefault(call.operation, {}).setdefault(repr((call.path, call.body)), setting)
        return {operation: tuple(settings.values()) for operation, settings in found.items()}

    def level(self, requirement: str, default: Level) -> Level:
        """The level of a requirement; the last override that matches wins."""
        found = [Level(entry.value) for entry in self.levels if fnmatchcase(requirement, entry.requirements)]
        return found[-1] if found else default

    def exclusion(self, requirement: str) -> str:
        """Why a requirement cannot be provoked, "" when it can."""
        found = [entry.value for entry in self.excluded if fnmatchcase(requirement, entry.requirements)]
        return found[-1] if found else ""

    def bindings_of(self, operation: str) -> Mapping[str, Any]:
        """Location to template for the valid requests of an operation."""
        return {**self.bindings.get("*", {}), **self.bindings.get(operation, {})}

    def operations(self) -> frozenset[str]:
        """Every operation that the rules name."""
        calls = [call for entry in self.fixtures.values() for call in (entry.create, entry.remove, *entry.then) if call]
        searches = [search for entry in self.fixtures.values() for search in (entry.find, entry.again) if search]
        calls += [self.version.call] if self.version else []
        calls += [*self.restore, *(search.list for search in searches)]
        in_rules = (name for rule in self.rules for name in _operations_in(rule.parameters))
        return frozenset([*(call.operation for call in calls), *in_rules, *self.bindings]) - {"*"}


EMPTY = Rulebook((), (), {}, {}, (), (), ())
_LEVELS = {EvidenceLevel.DOCUMENTED: Level.MUST, EvidenceLevel.UNDOCUMENTED: Level.MAY}


def level_of(evidence: Evidence) -> Level:
    """Documented statements bind, inferred and external ones advise, undocumented ones ask for nothing."""
    return _LEVELS.get(evidence.level, Level.SHOULD)


def load(path: Path, api: str) -> Rulebook:
    """Read a rules file. Raises UserError that names file, line and repair."""
    return parse(rulebook_file.read(path), api)


def parse(value: Mapping[str, Any], api: str) -> Rulebook:
    """The rulebook of a value that has the right shape."""
    fixtures = {name: _fixture(name, entry) for name, entry in value.get("fixtures", {}).items()}
    return Rulebook(
        refused=tuple(value["refused"]),
        conflict=tuple(value.get("conflict", ())),
        bindings=value.get("bindings", {}),
        fixtures=fixtures,
        levels=tuple(Override(entry["requirements"], entry["level"]) for entry in value.get("levels", ())),
        excluded=tuple(Override(entry["requirements"], entry["reason"]) for entry in value.get("excluded", ())),
        rules=tuple(rule for entry in value["rules"] for rule in _rules(entry, api)),
        known={name: Known(entry["example"], entry["text"]) for name, entry in value.get("known", {}).items()},
        actors=value.get("actors", {}),
        cooldowns=value.get("cooldowns", {}),
        refusals=tuple((entry["requirements"], tuple(entry["statuses"])) for entry in value.get("refusals", ())),
        restore=tuple(map(to_call, value.get("restore", ()))),
        version=Version(to_call(value["version"]["shown"]), value["version"]["at"]) if "version" in value else None,
    )


def to_call(value: Mapping[str, Any]) -> Call:
    """The call that a mapping of rules.yaml describes."""
    return Call(
        operation=value["operation"],
        path=value.get("path", {}),
        query=value.get("query", {}),
        headers=value.get("headers", {}),
        body=value.get("body", ABSENT),
        media_type=value.get("media-type", ""),
        actor=value.get("as", ""),
        secrets=value.get("credentials", {}),
    )


def _operations_in(value: Any) -> Iterator[str]:
    """The operations of all calls in the parameters of a rule."""
    if isinstance(value, Mapping):
        yield from [value["operation"]] if isinstance(value.get("operation"), str) else []
        value = [item for name, item in value.items() if name != "body"]
    if isinstance(value, list):
        for item in value:
            yield from _operations_in(item)


def _fixture(name: str, value: Mapping[str, Any]) -> Fixture:
    remove = to_call(value["remove"]) if "remove" in value else None
    find, again = (_search(value[key]) if key in value else None for key in ("find", "again"))
    then = tuple(map(to_call, value.get("then", ())))
    return Fixture(name, to_call(value["create"]), value["fields"], remove, find, then, again)


def _search(value: Mapping[str, Any]) -> Search:
    return Search(to_call(value["list"]), value["items"], value["key"], value["value"], value.get("fields", {}))


def _rules(entry: Mapping[str, Any], api: str) -> Iterator[Rule]:
    evidence = Evidence(
        EvidenceLevel(entry["evidence"]["level"]), entry["evidence"]["source"], entry["evidence"].get("note", "")
    )
    for suffix, parameters in parameter_sets(entry):
        stated = entry.get("each", {}).get(suffix, {}).get("level") or entry.get("level")
        level = Level(stated) if stated else level_of(evidence)
        text = entry["text"].replace("{name}", suffix)
        identifier = f"{api}/rule/{entry['id']}" + (f"/{suffix}" if suffix else "")
        given = entry.get("each", {}).get(suffix, {}).get("given") or entry.get("given", ())
        yield Rule(identifier, entry["kind"], level, text, evidence, parameters, tuple(map(_given, given)))


def _given(value: Mapping[str, Any]) -> Given:
    by = to_call(value["by"]) if "by" in value else None
    return Given(to_call(value["shown"]), value["values"], by, value.get("control", {}))
