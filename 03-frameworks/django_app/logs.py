"""Which request wrote this line? A filter that puts the request's name into every record of the log.

A server answers many requests at the same time, so their lines mix. A context variable holds the name: each thread, and
each asynchronous task, sees its own. Code that logs need not know about it, not even Django's.

Settings name this module, and are read before Django can load anything of its own: it imports nothing but the standard
library.

Cost: reading a variable for each line.
Not for: following a request through several services: OpenTelemetry does, and structlog makes lines that programs can
  read.
Asked: why a context variable and not ``threading.local``?
Source: https://docs.python.org/3/library/contextvars.html, https://docs.djangoproject.com/en/stable/topics/logging/
"""

import logging
from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Puts the request's name into every record, as ``request_id``; ``-`` outside of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add the name; every record passes."""
        record.request_id = request_id.get()
        return True
