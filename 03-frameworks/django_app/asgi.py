"""The ASGI application: the same service for a server with an event loop, such as uvicorn.

Worth it for views that wait for others (async_views.py) or keep connections open. The rest becomes slower: the ORM has
no asynchronous driver, so each synchronous view and middleware runs in a thread of its own request, and the hops cost
more than a query. Django reads the whole body before the first middleware, with no deadline and no limit: in front of
this stands a proxy with both.

Cost: several times fewer requests a second than under WSGI; the benchmark says how many.
Not for: an application of synchronous views, which is most of Django.
Asked: what does Django do with a synchronous view under ASGI? Why does ``async def`` not make its queries concurrent?
Source: https://docs.djangoproject.com/en/stable/topics/async/, https://asgi.readthedocs.io/
"""

import os

from django.core.asgi import get_asgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "django_app.settings.development")

application = get_asgi_application()

# Each request has a thread of its own here, which ends with it: a connection that is kept would be kept for nobody,
# and stay open until the garbage collector comes by. What saves opening one is a pool (PostgreSQL: OPTIONS["pool"]).
for database in connections.databases.values():
    database["CONN_MAX_AGE"] = 0
