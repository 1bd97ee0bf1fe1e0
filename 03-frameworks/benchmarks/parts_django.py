"""The Django app's production settings with one thing changed, which CHANGE names.

``without X,Y`` takes middleware out by the ends of their names, ``without everything`` all of it; ``connections``
opens one for each request, and ``instances`` makes the list of model instances.
"""

import os

from django_app.settings.production import *  # noqa: F403  (Django's own way to extend a settings module)
from django_app.settings.production import DATABASES, MIDDLEWARE, ROOT_URLCONF

CHANGE = os.environ["CHANGE"]
if CHANGE == "connections":
    DATABASES["default"]["CONN_MAX_AGE"] = 0
elif CHANGE == "instances":
    ROOT_URLCONF = "parts_django_urls"
else:
    names = CHANGE.removeprefix("without ").split(",") if CHANGE != "without everything" else [""]
    kept = [each for each in MIDDLEWARE if not each.endswith(tuple(names))]
    if not all(any(each.endswith(name) for each in MIDDLEWARE) for name in names):
        raise ValueError(f"CHANGE={CHANGE}: expected names of {MIDDLEWARE}")
    MIDDLEWARE = kept
