"""The layers of ARCHITECTURE.md, read from the imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import stream_contracts

ROOT = Path(stream_contracts.__path__[0])
MODULES = sorted(ROOT.rglob("*.py"))
SUBMODULES = (
    {".".join(("stream_contracts", *path.relative_to(ROOT).with_suffix("").parts)) for path in MODULES}
    | {f"stream_contracts.{path.name}" for path in ROOT.iterdir() if path.is_dir()}
    | {"urllib.request", "http.client"}
)

# Each layer may import itself and the layers before it. A name stands for a module or for all of a package.
LAYERS = (
    ("documents", "exchange", "tally", "verdicts", "result"),
    ("reading", "rulebook_file", "rulebook", "data", "target", "templates"),
    ("wire", "constraints", "requirements"),
    ("engine", "omissions", "binding", "cases", "plan", "lacking", "sharding"),
    ("redaction", "rules.values", "rules.invariant", "redirects", "judge", "outcomes"),
    ("guard", "pace", "transport", "ledger", "watch", "cleaning", "session", "rules", "deep", "price"),
)
CLIENT_SOCKETS = {"aiohttp", "httpx", "httpx2", "requests", "urllib.request", "http.client", "ssl"}
SOCKETS = CLIENT_SOCKETS | {"socket", "httptools", "uvloop"}
PURE = (
    *("judge", "redirects", "lacking", "sharding", "plan", "cases", "binding", "outcomes"),
    *("verdicts", "requirements", "rules.invariant", "rules.values", "engine"),
)


def _imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, also inside functions; `from a import b` is `a.b` where that is a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in (f"{node.module}.{alias.name}" for alias in node.names):
                yield name if name in SUBMODULES else node.module


def _importers(names: set[str]) -> set[str]:
    """The files that import one of the modules, or something in it."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in MODULES
        if any(found == name or found.startswith(f"{name}.") for found in _imports(path) for name in names)
    }


def _path(module: str) -> Path:
    return ROOT / f"{module.replace('.', '/')}.py"


def _rank(module: str) -> int | None:
    """The layer of a module of ours; the most specific name decides."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        for rank, layer in enumerate(LAYERS):
            if name in layer:
                return rank
    return None


def test_only_the_engine_imports_schemathesis() -> None:
    assert _importers({"schemathesis", "hypothesis"}) == {"engine.py"}


def test_only_the_transport_opens_connections() -> None:
    assert _importers(CLIENT_SOCKETS) == {"transport.py"}


def test_sockets_are_for_the_transport_and_for_servers_of_our_own() -> None:
    importers = _importers(SOCKETS)

    assert {name for name in importers if not name.startswith(("mock/", "faults/"))} == {"transport.py"}


@pytest.mark.parametrize("module", PURE)
def test_what_decides_and_judges_knows_no_network(module: str) -> None:
    found = set(_imports(_path(module)))

    assert not found & (SOCKETS | {"asyncio", "stream_contracts.transport", "stream_contracts.session"})


@pytest.mark.parametrize("layer", range(len(LAYERS)), ids=lambda index: LAYERS[index][0])
def test_a_layer_imports_only_what_stands_above_it(layer: int) -> None:
    modules = [path for path in MODULES if _rank(".".join(path.relative_to(ROOT).with_suffix("").parts)) == layer]

    too_deep = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules
        for name in _imports(path)
        if name.startswith("stream_contracts.") and (_rank(name.removeprefix("stream_contracts.")) or 0) > layer
    }

    assert modules
    assert not too_deep


def test_the_core_knows_nothing_of_its_edges() -> None:
    edges = tuple(f"stream_contracts.{name}" for name in ("reports", "commands", "cli", "mock", "faults", "runner"))
    core = [path for path in MODULES if _rank(".".join(path.relative_to(ROOT).with_suffix("").parts)) is not None]

    assert not [path.name for path in core for name in _imports(path) if name.startswith(edges)]
