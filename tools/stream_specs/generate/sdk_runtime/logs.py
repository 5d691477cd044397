"""Keeps secrets that travel in a query out of the log of HTTPX2, which has the address of each request."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection


class QueryFilter(logging.Filter):
    """Replaces the values of some query parameters in the arguments of a record by `***`."""

    def __init__(self, names: Collection[str]) -> None:
        """Hide the values of these parameters, as their names are written in a query."""
        super().__init__()
        self._pattern = re.compile(rf"([?&](?:{'|'.join(map(re.escape, sorted(names)))})=)[^&#\s]*")

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record, and keep it."""
        if isinstance(record.args, tuple):
            record.args = tuple(self._hidden(one) for one in record.args)
        return True

    def _hidden(self, argument: object) -> object:
        if isinstance(argument, int | float):
            return argument
        text, found = self._pattern.subn(r"\1***", str(argument))
        return text if found else argument


def hide(names: Collection[str]) -> None:
    """Hide the values of query parameters in what HTTPX2 logs from now on."""
    logging.getLogger("httpx2").addFilter(QueryFilter(names))
