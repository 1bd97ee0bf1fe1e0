"""The environment of a developer's machine: no variable is needed, and it is as close to production as it can be.

DEBUG stays off here too: its error pages show settings and source to whoever can reach the port, and pages that were
only seen with DEBUG on have error pages, static files and host checks that nobody has tried. ``python -m django_app
runserver`` with DJANGO_DEBUG=1 brings reloading and those pages for as long as they are needed.

Cost: a key made at random for each process, as long as none is kept, ends all sessions with it; ``serve`` keeps one.
Not for: anything that others can reach.
Asked: what does a stranger learn from a page that DEBUG = True makes?
Source: https://docs.djangoproject.com/en/stable/ref/settings/#debug
"""

from django.core.management.utils import get_random_secret_key

from django_app.settings.base import *  # noqa: F403  (Django's own way to extend a settings module)
from django_app.settings.base import DATA
from django_app.settings.environment import flag

ENVIRONMENT = "development"
DEBUG = flag("DJANGO_DEBUG", default=False)
SECRET_KEY_FILE = DATA / "secret-key"
SECRET_KEY = SECRET_KEY_FILE.read_text() if SECRET_KEY_FILE.is_file() else get_random_secret_key()
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
