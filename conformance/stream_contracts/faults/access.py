"""Faults of authentication."""

from __future__ import annotations

from collections.abc import Callable

from stream_contracts import requirements
from stream_contracts.faults.fault import Class, Fault, Site
from stream_contracts.mock.messages import Answer, Call, Refusal
from stream_contracts.mock.model import Mock

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
    """Forgive a refused credential. when: by whether the call shows one at all."""

    def apply(mock: Mock, site: Site) -> Mock:
        stage = mock.stages["authentication"]

        def authenticate(mock: Mock, call: Call) -> Answer | None:
            try:
                return stage(mock, call)
            except Refusal:
                if call.match.operation == site.operation.id and when(_shows_credential(mock, call, site)):
                    return None
                raise

        return mock.with_stage("authentication", authenticate)

    return apply


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
        "unauthorized-403",
        "A request without its credential is refused by {operation} with 403.",
        Class.AUTHENTICATION,
        _wrong_status,
        _refuse_with_403,
    ),
)
