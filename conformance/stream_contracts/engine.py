"""The one module that imports schemathesis: its cases as our own values, and its searches for what breaks a server.

schemathesis (pinned exactly) walks the schemas of an operation and makes valid and invalid requests that cover every
keyword. What a case probes is not taken from its metadata but decided by `constraints.broken_by`. A `Search` makes
requests one after the other, depending on what the server answers; it sends none itself.
"""

from __future__ import annotations

import contextlib
import gzip
import math
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import hypothesis
import schemathesis
from hypothesis import configuration, strategies
from hypothesis.errors import Flaky, Unsatisfiable
from hypothesis.internal.charmap import charmap_file
from schemathesis.core import NotSet
from schemathesis.core.errors import NoLinksFound
from schemathesis.core.result import Err
from schemathesis.core.transport import Response as EngineResponse
from schemathesis.generation.case import Case as EngineCase
from schemathesis.generation.drivers import CoverageGenerator
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.meta import CoveragePhaseData, CoverageScenario
from schemathesis.generation.modes import GenerationMode
from schemathesis.generation.overrides import Override
from schemathesis.generation.stateful.state_machine import StepInput, StepOutput
from schemathesis.transport.serialization import Binary

from stream_contracts.documents import Document
from stream_contracts.exchange import ABSENT, Call, Response

UTF_8 = "codec-v2-utf-8"  # the name of Hypothesis for its table

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
        _know_utf_8()
        try:
            yield
        finally:
            configuration.set_hypothesis_home_dir(None)


def _know_utf_8() -> None:
    """Write the table of what UTF-8 encodes: all but the surrogates (RFC 3629, section 3).

    Hypothesis would try out a million characters first, for longer than a small API takes.
    """
    path = charmap_file(UTF_8)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(b"[[[0, 55295], [57344, 1114111]], []]"))


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
    call = _call_of(case, operation_id, credentials)
    return None if call is None else GeneratedCase(call, data.description, _means_to_be_valid(case))


def _means_to_be_valid(case: EngineCase[Any]) -> bool:
    return case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE


def _call_of(case: EngineCase[Any], operation_id: str, credentials: frozenset[str]) -> Call | None:
    """The call that a case stands for, None for what JSON cannot hold."""
    body = ABSENT if isinstance(case.body, NotSet) else _without_bytes(case.body)
    if not _is_plain(body):
        return None
    return Call(
        operation=operation_id,
        path=_plain(case.path_parameters, frozenset()),
        query=_plain(case.query, credentials),
        headers=_plain(case.headers, credentials),
        body=body,
        media_type="" if body is ABSENT else case.media_type or "",
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a walk. linked: the locations that a link filled in (`path.id`). first: it begins a new walk."""

    call: Call
    linked: frozenset[str]
    first: bool


@dataclass(frozen=True, slots=True)
class Stepped:
    """What came of a step. call: what was really sent. wrong: the name of what is wrong with the answer, or ""."""

    call: Call
    response: Response
    wrong: str


class Unfit(Exception):  # noqa: N818 - nothing went wrong: another example will do
    """An example that shows nothing, or cannot be sent."""


class Enough(BaseException):
    """Ends a search at once. No Exception, which Hypothesis would take for what it looks for."""


class _Found(Exception):  # noqa: N818
    """A wrong answer. Every name has a subclass of its own: Hypothesis tells findings apart by their class."""


class Search:
    """Searches for requests of one document that are answered wrongly, and makes what it finds smaller.

    The same seed and the same answers give the same requests. What `probe` and `step` raise ends a search.
    """

    def __init__(self, document: Document, seed: int) -> None:
        self._document, self._seed = document, seed
        self._credentials = _credential_names(document)
        self._schema = schemathesis.openapi.from_dict(dict(document.raw))
        self._schema.config.generation.update(modes=[GenerationMode.POSITIVE])
        self._found: dict[str, type[_Found]] = {}

    def fuzz(self, operation_id: str, examples: int, probe: Callable[[GeneratedCase], str]) -> None:
        """Probe an operation with generated requests, valid and not.

        probe: sends a request and names what is wrong with the answer, "" when nothing is. It may raise Unfit.
        """
        operation = self._operations()[operation_id]
        of_modes = [operation.as_strategy(generation_mode=mode, feedback=FeedbackSources()) for mode in GenerationMode]

        def attempt(case: EngineCase[Any]) -> None:
            call = _call_of(case, operation_id, self._credentials)
            if call is None:
                hypothesis.reject()
            try:
                wrong = probe(GeneratedCase(call, "a generated request", _means_to_be_valid(case)))
            except Unfit:
                hypothesis.reject()
            self._raise(wrong)

        test = hypothesis.given(strategies.one_of(of_modes))(attempt)
        _run(hypothesis.seed(self._seed)(_settings(examples)(test)))

    def walk(
        self, operation_ids: Collection[str], walks: int, steps: int, step: Callable[[Step], Stepped | None]
    ) -> None:
        """Follow the links of the document from answer to request, over the given operations.

        step: sends a request, None when it cannot be sent.
        """
        chosen = self._schema.include(func=lambda context: _id_of(context.operation) in operation_ids)
        machine = hypothesis.seed(self._seed)(self._machine(chosen.as_state_machine(), step))
        with contextlib.suppress(NoLinksFound):
            _run(lambda: machine.run(settings=_settings(walks, stateful_step_count=steps)))

    def _operations(self) -> Mapping[str, Any]:
        found = (result.ok() for result in self._schema.get_all_operations() if not isinstance(result, Err))
        return {_id_of(operation): operation for operation in found}

    def _machine(self, base: Any, send: Callable[[Step], Stepped | None]) -> Any:
        """The machine of schemathesis with our way to send, and without its checks."""

        def setup(machine: Any) -> None:
            machine.first = True

        def step(machine: Any, given_: StepInput) -> StepOutput | None:
            case = given_.case
            call = _call_of(case, _id_of(case.operation), self._credentials)
            if call is None:
                return None
            stepped = send(Step(call, _linked(given_), machine.first))
            machine.first = False
            if stepped is None:
                return None
            self._raise(stepped.wrong)
            return StepOutput(_response_of(stepped, case), case)

        return type("Walk", (base,), {"setup": setup, "step": step})

    def _raise(self, wrong: str) -> None:
        if wrong:
            kind = self._found.setdefault(wrong, type("Found", (_Found,), {}))
            raise kind(wrong)


def _settings(examples: int, **more: Any) -> Any:
    """No example database, no time limit of its own, nothing printed, findings made smaller."""
    return hypothesis.settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(hypothesis.Phase.generate, hypothesis.Phase.shrink),
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
        print_blob=False,
        **more,
    )


def _run(search: Callable[[], None]) -> None:
    """Run a search to its end. What it found was noted by those who sent the requests."""
    with _no_memory():
        try:
            search()
        except (_Found, Flaky, Unsatisfiable):
            pass
        except ExceptionGroup as group:  # several findings at once
            _, others = group.split((_Found, Flaky))
            if others is not None:
                raise others from None


def _id_of(operation: Any) -> str:
    return str(operation.definition.raw["operationId"])


def _linked(given_: StepInput) -> frozenset[str]:
    """The locations that a link filled in, as bindings name them."""
    pairs = ((location.value, name) for location, name in given_.applied_parameters)
    return frozenset(f"{place}.{name}" if name else place for place, name in pairs)


def _response_of(stepped: Stepped, case: EngineCase[Any]) -> EngineResponse:
    """The answer for the links that follow; the case becomes what was really sent, for links that point into it."""
    case.path_parameters, case.query = dict(stepped.call.path), dict(stepped.call.query)
    if stepped.call.body is not ABSENT:
        case.body = stepped.call.body
    headers: dict[str, list[str]] = {}
    for name, value in stepped.response.headers:
        headers.setdefault(name.lower(), []).append(value)
    unused: Any = None  # expressions ask the case for the request
    return EngineResponse(stepped.response.status, headers, stepped.response.body, unused, 0.0, verify=True)


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
