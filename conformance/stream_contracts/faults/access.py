"""Faults of authentication."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from stream_contracts import requirements
from stream_contracts.faults.answers import around_operation, documented_success
from stream_contracts.faults.fault import Class, Fault, Site
from stream_contracts.mock.messages import Answer, Call, Refusal
from stream_contracts.mock.model import Mock
from stream_contracts.mock.server import credentials
from stream_contracts.rulebook import Rule

_WRONG_STATUS = 403


def _scheme(site: Site) -> str:
    return next(iter(requirements.required_schemes(site.operation)), "")


def _missing(site: Site) -> str:
    scheme = _scheme(site)
    return site.requirement(requirements.credential_missing(scheme)) if scheme else ""


def _wrong(site: Site) -> str:
    scheme = _scheme(site)
    return site.requirement(requirements.credential_wrong(scheme)) if scheme else ""


def _wrong_status(site: Site) -> str:
    documented = site.operation.response(_WRONG_STATUS) or not _scheme(site)
    return "" if documented else site.requirement("statuses")


def _shows_credential(mock: Mock, call: Call, site: Site) -> bool:
    scheme = mock.document.security_schemes[_scheme(site)]
    if scheme.location == "query":
        return f"{scheme.parameter}=" in call.query
    return scheme.parameter.lower() in call.headers


def _let_in(when: Callable[[bool], bool]) -> Callable[[Mock, Site], Mock]:
    """Take a refused credential for a right one. when: by whether the call shows one at all."""

    def apply(mock: Mock, site: Site) -> Mock:
        stage = mock.stages["authentication"]

        def authenticate(mock: Mock, call: Call) -> Answer | None:
            try:
                return stage(mock, call)
            except Refusal:
                if call.match.operation == site.operation.id and when(_shows_credential(mock, call, site)):
                    call.user = mock.credentials[_scheme(site)][credentials(mock)[_scheme(site)]]
                    return None
                raise

        return mock.with_stage("authentication", authenticate)

    return apply


def _scope_rule(site: Site) -> str:
    """The rule that an actor without the scope is refused."""
    rules = site.rules("precondition", "unmet")
    scoped = any(scopes for alternative in site.operation.security for scopes in alternative.values())
    refused = (rule.id for rule in rules if "as" in rule.parameters["unmet"] and "401" in rule.parameters["status"])
    return next(refused, "") if scoped else ""


def _ignore_scopes(mock: Mock, site: Site) -> Mock:
    """Give every caller all scopes at one operation."""
    stage = mock.stages["authentication"]
    scopes = frozenset(s for alternative in site.operation.security for names in alternative.values() for s in names)
    known_with_scopes = {
        scheme: {secret: dataclasses.replace(user, scopes=user.scopes | scopes) for secret, user in known.items()}
        for scheme, known in mock.credentials.items()
    }
    generous = dataclasses.replace(mock, credentials=known_with_scopes)

    def authenticate(mock: Mock, call: Call) -> Answer | None:
        return stage(generous if call.match.operation == site.operation.id else mock, call)

    return mock.with_stage("authentication", authenticate)


def _caller_rule(site: Site) -> Rule | None:
    """The rule that some callers are refused although they show a credential, other than for a scope of an actor."""
    rules = site.rules("precondition", "unmet")
    about = (rule for rule in rules if "as" not in rule.parameters["unmet"])
    return next((rule for rule in about if {"401", "403"}.intersection(rule.parameters["status"])), None)


def _let_any_caller_in(mock: Mock, site: Site) -> Mock:
    success = documented_success(mock, site)
    return mock.with_around(around_operation(site, lambda _: success, lambda status: status in (401, 403)))


def _refuse_with_403(mock: Mock, site: Site) -> Mock:
    stage = mock.stages["authentication"]

    def authenticate(mock: Mock, call: Call) -> Answer | None:
        try:
            return stage(mock, call)
        except Refusal as refusal:
            if call.match.operation == site.operation.id:
                raise Refusal(_WRONG_STATUS, refusal.message) from None
            raise

    return mock.with_stage("authentication", authenticate)


FAULTS = (
    Fault(
        "accept-missing-credential",
        "A request without its credential is let in by {operation}.",
        Class.AUTHENTICATION,
        _missing,
        _let_in(lambda shown: not shown),
    ),
    Fault(
        "accept-wrong-credential",
        "A request with a wrong credential is let in by {operation}.",
        Class.AUTHENTICATION,
        _wrong,
        _let_in(lambda shown: shown),
    ),
    Fault(
        "scope-ignored",
        "A credential that lacks the scope of {operation} is let in by it.",
        Class.AUTHENTICATION,
        _scope_rule,
        _ignore_scopes,
    ),
    Fault(
        "any-caller",
        "{operation} lets in whoever calls.",
        Class.AUTHENTICATION,
        lambda site: rule.id if (rule := _caller_rule(site)) else "",
        _let_any_caller_in,
    ),
    Fault(
        "unauthorized-403",
        "A request without its credential is refused by {operation} with 403.",
        Class.AUTHENTICATION,
        _wrong_status,
        _refuse_with_403,
    ),
)
