"""Every tool reads every document without an error or a warning: `make compat`.

python tests/compat/compatibility.py [--only TOOL]... [--api KEY]... [--write | --check]

--write puts the table into docs/reference/compatibility.md, --check says whether the one there is up to date.
Exit codes: 0 all is well, 1 findings that nothing excuses, excuses without findings, or a stale page, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from findings import VERSIONS, Excuse, Finding, Subject, complaints, listing, read, table
from prism import prism
from programs import HERE, NODE_TOOLS, ROOT

import tools
from stream_specs.files import write_text
from tools import Try

BUNDLES = ROOT / "generated" / "bundles"
PAGE = ROOT / "docs" / "reference" / "compatibility.md"
APIS = tuple(sorted(path.stem for path in BUNDLES.glob("*.json") if "." not in path.stem))
Tool = Callable[[Try], Iterator[Finding]]

# Name of a tool: how it is tried, and what is done with it.
TOOLS: dict[str, tuple[Tool, str]] = {
    "redocly": (tools.redocly, "`lint`, recommended-strict"),
    "spectral": (tools.spectral, "`lint`, all rules of `spectral:oas`"),
    "openapi-typescript": (tools.typescript, "types, and `tsc --strict` on them"),
    "Prism": (prism, "starts, answers a documented request"),
    "openapi-to-postman": (tools.postman, "a collection with each operation"),
    "openapi-spec-validator": (tools.spec_validator, "validates"),
    "openapi-python-client": (tools.python_client, "a client, and imports it"),
    "datamodel-code-generator": (tools.python_models, "pydantic models, and imports them"),
    "schemathesis": (tools.schemathesis, "loads each operation"),
}


def subjects(apis: Sequence[str]) -> list[Subject]:
    """The document and the 3.0 twin of each API."""
    paths = {"3.1": "{}.json", "3.0": "{}.3.0.json"}
    return [Subject(api, version, BUNDLES / paths[version].format(api)) for api in apis for version in VERSIONS]


def findings(names: Sequence[str], apis: Sequence[str], progress: Callable[[str], None]) -> list[Finding]:
    """What all tools say, two at a time, and what they tried to reach."""
    with tempfile.TemporaryDirectory(prefix="compat-") as scratch:
        tries = [
            Try(name, subject, _folder(scratch, name, subject), Path(scratch) / "network.log")
            for name in names
            for subject in subjects(apis)
        ]
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            found = [finding for group in pool.map(lambda one: _tried(one, progress), tries) for finding in group]
        with contextlib.suppress(FileNotFoundError):
            hosts = sorted(set((Path(scratch) / "network.log").read_text(encoding="utf-8").split()))
            found += [Finding("network", "offline", "all", "all", host, "a tool wanted to reach it") for host in hosts]
    return sorted(found)


def _folder(scratch: str, name: str, subject: Subject) -> Path:
    folder = Path(scratch) / name.replace(" ", "-") / f"{subject.api}-{subject.version}"
    folder.mkdir(parents=True)
    return folder


def _tried(one: Try, progress: Callable[[str], None]) -> list[Finding]:
    started = time.monotonic()
    try:
        found = list(TOOLS[one.tool][0](one))
    except Exception as error:  # whatever a tool does, the others are to be heard
        found = [one.finding("outcome", "", f"{type(error).__name__}: {error}")]
    progress(f"{one.tool}: {one.subject.api} {one.subject.version}: {len(found)} in {time.monotonic() - started:.1f} s")
    return found


def versions() -> dict[str, str]:
    """The pinned versions of the Node tools that read documents; pyright reads the generated packages."""
    pinned: dict[str, str] = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return {name: version for name, version in pinned.items() if name != "pyright"}


def page(made: str, excuses: Sequence[Excuse]) -> str:
    """docs/reference/compatibility.md."""
    pinned = ", ".join(f"{name} {version}" for name, version in versions().items())
    return f"""\
# Which tools accept the documents

`make compat` runs each tool on each document in `generated/bundles`, the 3.1 document and its 3.0 twin alike, without
a network. An error, a warning, or an operation that a tool lost is a finding. The table counts those that are left
when the exceptions below, `tests/compat/exceptions.toml`, are taken out; an exception that finds nothing any more
fails as well. `make compat-table` writes this page.

{made}
Node tools: {pinned}. The Python tools are those of requirements.lock.

## Exceptions

{listing(excuses)}"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", choices=list(TOOLS), help="only this tool; may be repeated")
    parser.add_argument("--api", action="append", choices=APIS, help="only this API; may be repeated")
    parser.add_argument("--write", action="store_true", help="write the page")
    parser.add_argument("--check", action="store_true", help="say whether the page is up to date")
    chosen = parser.parse_args(arguments)
    names, apis = chosen.only or list(TOOLS), chosen.api or list(APIS)
    whole = set(names) == set(TOOLS) and set(apis) == set(APIS)
    if (chosen.write or chosen.check) and not whole:
        parser.error("the page holds all tools and APIs: leave --only and --api out")
    if not NODE_TOOLS.is_dir():
        parser.error("the Node tools are not there (hint: make compat installs them)")
    excuses = read(HERE / "exceptions.toml")
    found = findings(names, apis, lambda line: print(line, file=sys.stderr))
    wrong = complaints(found, excuses, itertools.product(names, apis))
    made = table(found, excuses, {name: TOOLS[name][1] for name in names}, apis)
    print("\n".join((*wrong, made)))
    if chosen.write:
        write_text(PAGE, page(made, excuses))
    if chosen.check and (not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page(made, excuses)):
        wrong.append(f"{PAGE.relative_to(ROOT)} is stale (hint: make compat-table)")
        print(wrong[-1])
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
