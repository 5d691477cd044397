"""The steps of every call, in order. Each may answer, refuse (raise Refusal), or fill in the call and pass it on.

Before them, application.py reads the body up to the limit (413).
"""

from __future__ import annotations

from stream_contracts.mock.messages import Stage
from stream_contracts.mock.stages.acting import act
from stream_contracts.mock.stages.authentication import authenticate
from stream_contracts.mock.stages.body import read_body
from stream_contracts.mock.stages.control import answer_control
from stream_contracts.mock.stages.media_type import check_media_type
from stream_contracts.mock.stages.parameters import read_parameters
from stream_contracts.mock.stages.prefer import answer_preferred
from stream_contracts.mock.stages.routing import find_endpoint

STAGES: tuple[tuple[str, Stage], ...] = (
    ("control", answer_control),
    ("routing", find_endpoint),
    ("prefer", answer_preferred),
    ("authentication", authenticate),
    ("media-type", check_media_type),
    ("parameters", read_parameters),
    ("body", read_body),
    ("acting", act),
)
