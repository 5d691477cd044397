"""Every operation of Owncast: what is documented is answered as documented."""

from __future__ import annotations

import pytest
from owncast import Owncast, documented_calls, problem

CALLS = dict(documented_calls())
BEFORE = {"DeleteCustomEmoji-deleted": "UploadCustomEmoji-uploaded"}  # the story: what is deleted came before


@pytest.mark.parametrize("name", CALLS)
def test_a_documented_request_gets_a_documented_success(name: str) -> None:
    asked = Owncast()
    if name in BEFORE:
        asked.send(CALLS[BEFORE[name]])
    operation = CALLS[name].operation

    reply = asked.send(CALLS[name])

    assert problem(reply, operation) == ""
    assert reply.status < 400 or operation == "SendUserMessage"  # which documents no success
