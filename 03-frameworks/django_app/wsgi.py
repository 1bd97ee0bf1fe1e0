"""The WSGI application: what a server calls, here gunicorn, once for each request, in one of its threads.

``get_wsgi_application`` reads the settings and loads the middleware; around it stands the guard against slow and large
bodies.

Cost: the import takes as long as Django takes to start, about half a second.
Not for: WebSockets, or thousands of requests that wait for others; that is what asgi.py is for, at the price it tells.
Asked: what is between a socket and a view? How many threads and processes would you give this service, and why?
Source: https://peps.python.org/pep-3333/, https://docs.djangoproject.com/en/stable/howto/deployment/wsgi/
"""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from django_app.bodies import BodyGuard

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_app.settings.development")


def body_limit(path: str) -> int:
    """Return how many bytes a body sent to a path may have: settings.MAX_API_BODY below /todos, else MAX_FORM_BODY."""
    is_api = path == "/todos" or path.startswith("/todos/")
    limit: int = settings.MAX_API_BODY if is_api else settings.MAX_FORM_BODY
    return limit


application = BodyGuard(get_wsgi_application(), seconds=settings.BODY_SECONDS, limit=body_limit)
