"""What the target says that its server does not have: not sent, not judged, skipped with the target's reason."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from stream_contracts import requirements
from stream_contracts.cases import Case
from stream_contracts.documents import Document
from stream_contracts.plan import Plan
from stream_contracts.rulebook import Rulebook
from stream_contracts.target import absent
from stream_contracts.verdicts import Requirement
from stream_specs.errors import UserError


def without(plan: Plan, document: Document, rulebook: Rulebook, lacks: Mapping[str, str]) -> Plan:
    """The plan for a server that lacks something: its requirements say so, and what would prove them is not sent.

    lacks: the reason by operation id, or by a shell pattern of requirement ids. Raises UserError for a name that means
    nothing in the document. What a rule sends to a missing operation is stopped by the guard.
    """
    if not lacks:
        return plan
    known = requirements.derive(document, rulebook)
    for name in lacks:
        _check(name, document, known)
    marked = tuple(dataclasses.replace(entry, absent=_reason(entry, lacks)) for entry in plan.requirements)
    missing = {entry.id for entry in marked if entry.absent}
    cases = tuple(case for case in plan.cases if not _is_for(case, missing, lacks))
    rules = tuple(rule for rule in plan.rules if rule.id not in missing)
    return dataclasses.replace(plan, requirements=marked, cases=cases, rules=rules)


def _reason(requirement: Requirement, lacks: Mapping[str, str]) -> str:
    for name, reason in lacks.items():
        if _matches(name, requirement):
            return absent(reason)
    return ""


def _matches(name: str, requirement: Requirement) -> bool:
    return fnmatchcase(requirement.id, name) if "/" in name else requirement.operation == name


def _is_for(case: Case, missing: set[str], lacks: Mapping[str, str]) -> bool:
    """True when a case would be sent for nothing but what is missing."""
    own = [requirement for requirement in case.proves if not requirements.about_any_answer(requirement)]
    return case.call.operation in lacks or (bool(own) and missing.issuperset(own))


def _check(name: str, document: Document, known: Sequence[Requirement]) -> None:
    """Raise UserError for a name that matches nothing in the document."""
    if "/" not in name:
        document.operation(name)
    elif not any(_matches(name, requirement) for requirement in known):
        near = difflib.get_close_matches(name, [requirement.id for requirement in known], n=1)
        hint = f"did you mean `{near[0]}`?" if near else "`stream-contracts requirements` lists the ids"
        raise UserError(f"no requirement matches `{name}` below [lacks]", hint=hint)
