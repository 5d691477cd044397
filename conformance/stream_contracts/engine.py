"""The one module that imports schemathesis: its coverage cases as our own values.

schemathesis (pinned exactly) walks the schemas of an operation and makes valid and invalid requests that cover
every keyword. What a case probes is not taken from its metadata but decided by `constraints.broken_by`.
"""

from __future__ import annotations

import contextlib
import math
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import schemathesis
from hypothesis import configuration
from schemathesis.core import NotSet
from schemathesis.core.result import Err
from schemathesis.generation.case import Case as EngineCase
from schemathesis.generation.drivers import CoverageGenerator
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.meta import CoveragePhaseData, CoverageScenario
from schemathesis.generation.modes import GenerationMode
from schemathesis.generation.overrides import Override
from schemathesis.transport.serialization import Binary

from stream_contracts.documents import Document
from stream_contracts.exchange import ABSENT, Call

# Methods, media types and credentials are probed by the plan itself, which knows what they must show.
IGNORED_SCENARIOS = frozenset(
    {
        CoverageScenario.UNSPECIFIED_HTTP_METHOD,
        CoverageScenario.MALFORMED_CONTENT_TYPE,
        CoverageScenario.UNSUPPORTED_CONTENT_TYPE,
        CoverageScenario.UNSUPPORTED_PATH_PATTERN,
    }
)


@dataclass(frozen=True, slots=True)
class GeneratedCase:
    """A request that schemathesis made, and its own words about it. valid: what it meant the request to be."""

    call: Call
    description: str
    valid: bool


def generate(document: Document) -> Iterator[GeneratedCase]:
    """The coverage cases of every operation, in the order of the document; the same on every call."""
    with _no_memory():
        yield from _generate(document)


@contextlib.contextmanager
def _no_memory() -> Iterator[None]:
    """Let Hypothesis, on which schemathesis builds, keep nothing that could change the next run."""
    with tempfile.TemporaryDirectory(prefix="stream-contracts-") as folder:
        configuration.set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(None)


def _generate(document: Document) -> Iterator[GeneratedCase]:
    schema = schemathesis.openapi.from_dict(dict(document.raw))
    for result in schema.get_all_operations():
        if isinstance(result, Err):
            raise result.err()
        operation = result.ok()
        operation_id = operation.definition.raw["operationId"]
        generator = CoverageGenerator(
            operation=operation,
            generation_modes=list(GenerationMode),
            generation_config=schema.config.generation,
            auth_storage=None,
            override=Override(),
            feedback=FeedbackSources(),
        )
        credentials = _credential_names(document)
        for case in generator:
            generated = _convert(case, operation_id, credentials)
            if generated is not None:
                yield generated


def _credential_names(document: Document) -> frozenset[str]:
    return frozenset(scheme.parameter.lower() for scheme in document.security_schemes.values())


def _convert(case: EngineCase[Any], operation_id: str, credentials: frozenset[str]) -> GeneratedCase | None:
    if case.meta is None:
        return None
    data = case.meta.phase.data
    if not isinstance(data, CoveragePhaseData) or data.scenario in IGNORED_SCENARIOS:
        return None
    if data.scenario is CoverageScenario.MISSING_PARAMETER and str(data.parameter).lower() in credentials:
        return None
    body = ABSENT if isinstance(case.body, NotSet) else _without_bytes(case.body)
    if not _is_plain(body):
        return None
    call = Call(
        operation=operation_id,
        path=_plain(case.path_parameters, frozenset()),
        query=_plain(case.query, credentials),
        headers=_plain(case.headers, credentials),
        body=body,
        media_type="" if body is ABSENT else case.media_type or "",
    )
    return GeneratedCase(call, data.description, case.meta.generation.mode is GenerationMode.POSITIVE)


def _plain(values: Mapping[str, Any] | None, left_out: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in (values or {}).items() if name.lower() not in left_out}


def _without_bytes(value: Any) -> Any:
    """The value with the content of every file as text, which is what the plan and the validators can hold."""
    if isinstance(value, Binary):
        return value.data.decode("latin-1")
    if isinstance(value, dict):
        return {name: _without_bytes(item) for name, item in value.items()}
    return [_without_bytes(item) for item in value] if isinstance(value, list) else value


def _is_plain(value: Any) -> bool:
    """True for what JSON can hold: other values (bytes, streams) do not survive the plan's cache."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(_is_plain(item) for item in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return value is ABSENT or value is None or isinstance(value, (str, int, bool))
