"""Logging in which every line carries the id of the request that caused it.

A context variable holds the id. asyncio copies the context into each task, so two requests that take turns on one
thread keep their own. A filter on the handler writes the id into every record, also into those of libraries.

Cost: one attribute a record.
When not: values that a caller must pass on; a context variable is an invisible argument.
Asked: why not ``threading.local``? How do you follow one request through the log?
Source: https://docs.python.org/3/howto/logging-cookbook.html#adding-contextual-information-to-your-logging-output
"""

import logging
import sys
import time
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Adds ``request_id`` to each record, ``-`` outside of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, with the id of the current request."""
        record.request_id = request_id.get()
        return True


def configure_logging(level: str) -> None:
    """Send every record of ``level`` and above to standard error, one line each, with times in UTC."""
    formatter = logging.Formatter(
        "{asctime}.{msecs:03.0f}Z {levelname} [{request_id}] {name}: {message}",
        "%Y-%m-%dT%H:%M:%S",
        style="{",
    )
    formatter.converter = time.gmtime
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(RequestIdFilter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # httpx2 reports each call of the import; the service reports the same calls.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
