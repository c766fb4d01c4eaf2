"""The service's log: one JSON object a line, and nothing of what a scenario says."""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any

logger = logging.getLogger("advisor.api")


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time, level, message, and what `extra={"more": ...}` adds."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        moment = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line: dict[str, Any] = {
            "time": f"{moment}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "message": record.getMessage(),
            **getattr(record, "more", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_to_stderr() -> None:
    """Sends the log of the service, and uvicorn's errors, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name, level in (("advisor.api", logging.INFO), ("uvicorn", logging.WARNING)):
        found = logging.getLogger(name)
        found.handlers = [handler]
        found.setLevel(level)
        found.propagate = False
