"""The code samples of an API: each operation by curl and by both generated packages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from stream_specs import structure
from stream_specs.docs import curl
from stream_specs.docs.client_sample import Clients
from stream_specs.docs.endpoints import endpoints
from stream_specs.docs.requests import sample
from stream_specs.docs.sdk_sample import Sdk
from stream_specs.generate.plan import GENERATORS, Package, package
from stream_specs.structure import Kind, Node

Object = Mapping[str, Any]

# Browsers send OPTIONS on their own, so neither package has it.
_NOT_IN_PACKAGES = "OPTIONS"


@dataclass(frozen=True, slots=True)
class CodeSample:
    """A program for one operation. kind: curl, client or sdk. language: as `x-codeSamples` names it."""

    kind: str
    language: str
    label: str
    source: str


def code_samples(api: str, document: Object, generated: Path) -> dict[str, tuple[CodeSample, ...]]:
    """The samples of each operation by its id, for the packages in the folder `generated`.

    Raises UserError when a package is not there or does not have an operation.
    """
    packages = {generator.kind: package(api, document, generator) for generator in GENERATORS}
    clients = Clients(document, _code(packages["clients"], generated))
    sdk = Sdk(document, _code(packages["sdks"], generated))
    found = {}
    for endpoint in endpoints(document):
        request = sample(document, endpoint)
        made = [CodeSample("curl", "Shell", "curl", curl.command(request))]
        if endpoint.method != _NOT_IN_PACKAGES:
            made.append(CodeSample("client", "Python", packages["clients"].distribution, clients.call(request)))
            made.append(CodeSample("sdk", "Python", packages["sdks"].distribution, sdk.call(request)))
        found[endpoint.id] = tuple(made)
    return found


def with_samples(document: Object, samples: Mapping[str, tuple[CodeSample, ...]]) -> Any:
    """The document with `x-codeSamples` at each operation, as redoc and others read it."""
    return _with(samples, structure.document(document))


def _with(samples: Mapping[str, tuple[CodeSample, ...]], node: Node) -> Any:
    if node.kind is not Kind.OPERATION:
        return structure.rebuild(node, partial(_with, samples))
    return {**node.map, "x-codeSamples": list(_entries(samples[str(node.map["operationId"])]))}


def _entries(samples: tuple[CodeSample, ...]) -> Iterator[dict[str, str]]:
    for one in samples:
        yield {"lang": one.language, "label": one.label, "source": one.source}


def _code(one: Package, generated: Path) -> Path:
    return generated / one.folder / one.module
