"""What the examples of the document show: most of the world at the start."""

from __future__ import annotations

import copy
from typing import Any

from stream_contracts.documents import Document


def example(document: Document, operation: str, name: str) -> Any:
    """A copy of the documented example of a success."""
    response = document.operation(operation).response(200)
    return copy.deepcopy(response.content[0].examples[name]) if response else None
