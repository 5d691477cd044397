"""Which packages there are, what each is called and who generates it."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stream_specs.errors import UserError

BUNDLES = "bundles"
CLIENTS = "clients"
SDKS = "sdks"
KINDS = (BUNDLES, CLIENTS, SDKS)

# The part of PEP 440 that a document version can use; hatchling refuses everything else.
_VERSION = re.compile(r"\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?\Z")


@dataclass(frozen=True, slots=True)
class Generator:
    """A code generator as a command.

    kind: the folder below `generated`. suffix: the end of the package name. tool: the distribution. command: the
    process that runs it; it gets three more arguments: the document, the folder of the package and the report file.
    """

    kind: str
    suffix: str
    tool: str
    command: tuple[str, ...]


def _child(module: str) -> tuple[str, ...]:
    # -P and -s: neither the working folder nor the user's own packages may shadow what the lock installed.
    return (sys.executable, "-P", "-s", "-m", f"stream_specs.generate.{module}")


GENERATORS = (
    Generator(CLIENTS, "client", "openapi-python-client", _child("clients")),
    Generator(SDKS, "sdk", "datamodel-code-generator", _child("sdks")),
)


@dataclass(frozen=True, slots=True)
class Package:
    """One package to generate: an API and a generator, with what its document says about itself."""

    api: str
    generator: Generator
    title: str
    version: str
    description: str
    server: str

    @property
    def folder(self) -> str:
        """Its place below `generated`."""
        return f"{self.generator.kind}/{self.api}"

    @property
    def distribution(self) -> str:
        """The name that pip installs it by."""
        return f"{self.api}-{self.generator.suffix}"

    @property
    def module(self) -> str:
        """The name that Python imports it by."""
        return self.distribution.replace("-", "_")

    @property
    def command(self) -> str:
        """The command that makes it."""
        return f"stream-specs generate --api {self.api} --only {self.generator.kind}"


def package(api: str, document: Mapping[str, Any], generator: Generator) -> Package:
    """The package that a generator makes of an API's document. Raises UserError for a missing title or version."""
    info = document.get("info")
    if not isinstance(info, Mapping) or not info.get("title") or not _VERSION.match(str(info.get("version"))):
        version = info.get("version") if isinstance(info, Mapping) else None
        raise UserError(
            f"info needs a title, and a version that a Python package can have, not `{version}`",
            where=f"{api}/openapi.yaml",
            hint="write the version as numbers with dots, such as 1.0.0",
        )
    servers = document.get("servers") or [{"url": "http://127.0.0.1"}]
    description = str(info.get("description", "")).strip()
    return Package(api, generator, str(info["title"]), str(info["version"]), description, servers[0]["url"])
