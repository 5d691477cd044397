"""What the tools say about the documents, and what of it is excused."""

from __future__ import annotations

import itertools
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

VERSIONS = ("3.1", "3.0")
_KEYS = {"tool", "rule", "apis", "versions", "places", "why"}


@dataclass(frozen=True, slots=True)
class Subject:
    """A document that tools read. version: of OpenAPI, 3.1 or 3.0. operations: how many it has."""

    api: str
    version: str
    path: Path


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """An error or a warning of a tool. rule: its own name for it. where: a place in the document or its output."""

    tool: str
    rule: str
    api: str
    version: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.tool}: {self.api} {self.version}: {self.rule}: {self.where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Excuse:
    """Findings that are no fault of the documents. places: how many there are in each version for each API."""

    tool: str
    rule: str
    apis: tuple[str, ...]
    versions: tuple[str, ...]
    places: int
    why: str
    link: str = ""


def read(path: Path) -> list[Excuse]:
    """The excuses of a file. Raises ValueError for an entry that lacks something or says too much."""
    excuses = []
    for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("exception", ()):
        if entry.keys() - {"link"} != _KEYS or not set(entry["versions"]) <= set(VERSIONS):
            raise ValueError(f"{path.name}: an exception needs {', '.join(sorted(_KEYS))}, and may have link: {entry}")
        excuses.append(Excuse(**{**entry, "apis": tuple(entry["apis"]), "versions": tuple(entry["versions"])}))
    return excuses


def complaints(findings: Iterable[Finding], excuses: Sequence[Excuse], ran: Iterable[tuple[str, str]]) -> list[str]:
    """What is wrong: findings that nothing excuses, and excuses that find nothing, or not as often, any more.

    ran: the pairs of tool and API that were tried; excuses of others are not judged.
    """
    left: dict[tuple[str, str, str, str], list[Finding]] = {}
    for finding in sorted(findings):
        left.setdefault((finding.tool, finding.rule, finding.api, finding.version), []).append(finding)
    lines, tried = [], set(ran)
    for excuse in excuses:
        for api, version in itertools.product(excuse.apis, excuse.versions):
            found = len(left.pop((excuse.tool, excuse.rule, api, version), ()))
            if found != excuse.places and (excuse.tool, api) in tried:
                place = f"{excuse.tool}: {api} {version}: {excuse.rule}"
                lines.append(f"{place}: {excuse.places} places are excused, {found} are there")
    return sorted(lines + [str(finding) for group in left.values() for finding in group])


def table(findings: Iterable[Finding], excuses: Sequence[Excuse], rows: Mapping[str, str], apis: Sequence[str]) -> str:
    """Which tool says what about which API. rows: what is done with each tool. Numbers are those of the excuses."""
    lines = [f"| tool | what it does | {' | '.join(f'`{api}`' for api in apis)} |", "|---" * (len(apis) + 2) + "|"]
    counts = Counter((finding.tool, finding.api) for finding in findings)
    for tool, does in rows.items():
        cells = (_cell(counts[tool, api], tool, api, excuses) for api in apis)
        lines.append(f"| {tool} | {does} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(found: int, tool: str, api: str, excuses: Sequence[Excuse]) -> str:
    """How many findings are not excused, and by which numbers the others are."""
    known = {number: one for number, one in enumerate(excuses, 1) if one.tool == tool and api in one.apis}
    rest = found - sum(one.places * len(one.versions) for one in known.values())
    return f"{rest}" + (f", but {', '.join(f'[{number}]' for number in known)}" if known else "")


def listing(excuses: Sequence[Excuse]) -> str:
    """The excuses as a numbered list."""
    lines = []
    for number, excuse in enumerate(excuses, 1):
        apis = ", ".join(f"`{api}`" for api in excuse.apis)
        places = f"{excuse.places} {'place' if excuse.places == 1 else 'places'}, {' and '.join(excuse.versions)}"
        link = f" [{excuse.link.removeprefix('https://github.com/')}]({excuse.link})" if excuse.link else ""
        lines.append(f"{number}. {excuse.tool} `{excuse.rule}` on {apis} ({places}). {excuse.why}{link}")
    return "\n".join(lines) + "\n"
