"""`result.json`: the whole result of a run; its format is `result.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from json.encoder import encode_basestring_ascii
from pathlib import Path
from typing import Any

import jsonschema_rs

from stream_contracts.documents import Evidence, EvidenceLevel
from stream_contracts.reports.escapes import cut, one_line, unicode_text
from stream_contracts.result import SCHEMA, RunResult, Shard
from stream_contracts.verdicts import Level, Outcome, Requirement, Verdict
from stream_specs.errors import UserError

_NAME = "result.json"
_SCHEMA_FILE = Path(__file__).parent / "result.schema.json"


def render(result: RunResult) -> str:
    """The result as JSON, in ASCII, ending in a line feed; keys have a fixed order, mappings are sorted.

    Lone surrogates, which are no text, become U+FFFD.
    """
    return _indented(_record(result)) + "\n"


def load(path: Path) -> RunResult:
    """Read a `result.json`. Raises UserError when it cannot be read or is not one."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise UserError(f"cannot read: {reason}", where=str(path), hint="name a result.json of a run") from error
    return parse(text, str(path))


def load_from(path: Path) -> RunResult:
    """Read the `result.json` that is, or lies in the folder that is, at a path. Raises UserError."""
    return load(path / _NAME if path.is_dir() else path)


def parse(text: str, where: str) -> RunResult:
    """The result that `text` holds. where: the file's name, for messages. Raises UserError."""
    record = _decode(text, where)
    problem = next(iter(_validator().iter_errors(record)), None)
    if problem is not None:
        pointer = "".join(f"/{token}" for token in problem.instance_path)
        raise _not_a_result(one_line(cut(problem.message, 200)), f"{where}#{pointer}")
    result = _result(record)
    for key, value in _derived(result).items():
        if record[key] != value:
            raise _not_a_result(f"`{key}` does not agree with `requirements`", where)
    return result


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the format."""
    value: dict[str, Any] = json.loads(_SCHEMA_FILE.read_text(encoding="utf-8"))
    return value


def _record(result: RunResult) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "$description": _description(),
        "api": result.api,
        "target": result.target,
        "started": result.started,
        "duration_s": result.duration_s,
        "complete": result.complete,
        **_derived(result),
        "versions": dict(sorted(result.versions.items())),
        "seed": result.seed,
        "document_sha256": result.document_sha256,
        "plan_sha256": result.plan_sha256,
        "profile": result.profile,
        "safety": result.safety,
        "wire": dict(sorted(result.wire.items())),
        "unsafe_requests": result.unsafe_requests,
        "leftovers": list(result.leftovers),
        "stale_baseline": list(result.stale_baseline),
        "notes": list(result.notes),
        "answers": {name: dict(sorted(counts.items())) for name, counts in sorted(result.answers.items())},
        "shard": _shard_record(result.shard),
        "requirements": [_outcome_record(outcome) for outcome in result.outcomes],
    }


def _shard_record(shard: Shard | None) -> dict[str, Any] | None:
    if shard is None:
        return None
    unsettled = dict(sorted(shard.unsettled.items()))
    return {"index": shard.index, "count": shard.count, "alive": list(shard.alive), "unsettled": unsettled}


def _derived(result: RunResult) -> dict[str, Any]:
    """What follows from the other keys; written for readers, checked when read."""
    order = (Verdict.PASS, Verdict.FAIL, Verdict.FLAKY, Verdict.WARN, Verdict.NOT_PROVEN, Verdict.SKIPPED)
    summary = {verdict.value.replace("-", "_"): result.summary[verdict] for verdict in order}
    return {"exit_code": int(result.exit_code), "summary": summary}


def _outcome_record(outcome: Outcome) -> dict[str, Any]:
    requirement = outcome.requirement
    source = requirement.evidence
    return {
        "id": requirement.id,
        "operation": requirement.operation,
        "level": requirement.level.value,
        "verdict": outcome.verdict.value,
        "evidence": outcome.evidence,
        "text": requirement.text,
        "source": {"level": source.level.value, "source": source.source, "note": source.note},
        "detail": outcome.detail,
        "expected": outcome.expected,
        "actual": outcome.actual,
        "curl": outcome.curl,
        "request": outcome.request,
        "response": outcome.response,
        "known": outcome.known,
        "excluded": requirement.excluded,
    }


def _result(record: Mapping[str, Any]) -> RunResult:
    return RunResult(
        api=record["api"],
        target=record["target"],
        started=record["started"],
        duration_s=record["duration_s"],
        versions=record["versions"],
        seed=int(record["seed"]),
        document_sha256=record["document_sha256"],
        plan_sha256=record["plan_sha256"],
        profile=record["profile"],
        safety=record["safety"],
        complete=record["complete"],
        wire=record["wire"],
        unsafe_requests=record["unsafe_requests"],
        leftovers=tuple(record["leftovers"]),
        notes=tuple(record["notes"]),
        outcomes=tuple(_outcome(each) for each in record["requirements"]),
        stale_baseline=tuple(record["stale_baseline"]),
        answers=record["answers"],
        shard=_shard(record["shard"]),
    )


def _shard(record: Mapping[str, Any] | None) -> Shard | None:
    if record is None:
        return None
    return Shard(record["index"], record["count"], tuple(record["alive"]), record["unsettled"])


def _outcome(record: Mapping[str, Any]) -> Outcome:
    return Outcome(
        requirement=_requirement(record),
        verdict=Verdict(record["verdict"]),
        evidence=record["evidence"],
        detail=record["detail"],
        expected=record["expected"],
        actual=record["actual"],
        curl=record["curl"],
        request=record["request"],
        response=record["response"],
        known=record["known"],
    )


def _requirement(record: Mapping[str, Any]) -> Requirement:
    source = record["source"]
    return Requirement(
        id=record["id"],
        operation=record["operation"],
        level=Level(record["level"]),
        text=record["text"],
        evidence=Evidence(EvidenceLevel(source["level"]), source["source"], source["note"]),
        excluded=record["excluded"],
    )


def _description() -> dict[str, str]:
    """The schema's descriptions by key, so that the file explains itself."""
    format_ = schema()
    keys = {key: value["description"] for key, value in format_["properties"].items()}
    of_each = format_["$defs"]["requirement"]["properties"]
    return keys | {f"requirements[].{key}": value["description"] for key, value in of_each.items()}


def _indented(value: Any, margin: str = "\n") -> str:
    """What json.dumps gives with an indent of 2, in a third of the time; every text, keys included, made encodable."""
    if isinstance(value, str):
        return encode_basestring_ascii(unicode_text(value))
    inner = f"{margin}  "
    if isinstance(value, dict) and value:
        members = [f"{_indented(key)}: {_indented(each, inner)}" for key, each in value.items()]
        return f"{{{inner}{f',{inner}'.join(members)}{margin}}}"
    if isinstance(value, list) and value:
        items = [_indented(each, inner) for each in value]
        return f"[{inner}{f',{inner}'.join(items)}{margin}]"
    return json.dumps(value, allow_nan=False)


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema())


def _decode(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise _not_a_result("nested too deep", where) from error
    except ValueError as error:
        raise _not_a_result(f"not JSON: {error}", where) from error


def _not_a_result(what: str, where: str) -> UserError:
    return UserError(f"not a result of this version: {what}", where=where, hint="name a result.json of a run")
