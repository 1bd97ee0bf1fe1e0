"""What all environments have in common. It holds no secret and is not used by itself: it has no SECRET_KEY.

Settings are a module, read once when the process starts. That makes them global and fixed, which is their charm and
their limit: one process, one configuration. The three environments beside this file say only what differs.

Cost: the order of MIDDLEWARE is the order of work around each request, and each entry takes its part of it; what they
  take here is measured in the benchmark.
Not for: business values that an operator changes (a table and the admin), or secrets (the environment).
Asked: why does the order of middleware matter? What does Django do with a Host header that ALLOWED_HOSTS does not list?
Source: https://docs.djangoproject.com/en/stable/ref/settings/,
  https://docs.djangoproject.com/en/stable/topics/http/middleware/
"""

import os
from pathlib import Path

from django.utils.csp import CSP

from django_app.settings.environment import number, origins, secrets

DATA = Path(os.environ.get("DJANGO_DATA", ".todos-data/django_app")).absolute()

# -- Security, the same everywhere -----------------------------------------------------------------------------------

DEBUG = False
# The old key of a rotation still opens sessions and signed links, the new one seals them.
SECRET_KEY_FALLBACKS = secrets("DJANGO_SECRET_KEY_FALLBACKS")
CSRF_TRUSTED_ORIGINS = origins("DJANGO_CSRF_TRUSTED_ORIGINS")

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # no script of ours reads it: forms carry the token
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # the admin's own style sheets contain small pictures
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# -- Bodies: how much and how long (bodies.py) -----------------------------------------------------------------------

BODY_SECONDS = number("DJANGO_BODY_SECONDS", default=10, minimum=0.1, maximum=600)
MAX_API_BODY = 100 * 1024
MAX_FORM_BODY = 2 * 1024 * 1024  # a form with a picture of 1 MiB, and some air for a clear answer to a larger one
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_API_BODY  # counts all but the files of a form

# -- The anyone-may-read part: CORS for the API alone ----------------------------------------------------------------

CORS_URLS_REGEX = r"^/todos(/|$)"
CORS_ALLOW_ALL_ORIGINS = True  # without credentials, so nobody's cookies travel
CORS_ALLOW_METHODS = ("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS")
CORS_ALLOW_HEADERS = ("content-type",)
CORS_EXPOSE_HEADERS = ("Location", "Link")

# -- The application -------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "django_app.todos",
]
MIDDLEWARE = [
    "django_app.middleware.RequestIdMiddleware",  # first: it never answers itself, and every answer gets a name
    "corsheaders.middleware.CorsMiddleware",  # then this: an answer of any that follow must carry its headers too
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_app.middleware.PageContentSecurityPolicyMiddleware",
    "django_app.middleware.refuse_bad_bodies",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_app.middleware.PageSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django_app.middleware.PageAuthenticationMiddleware",
    "django_app.middleware.PageMessageMiddleware",
]
ROOT_URLCONF = "django_app.urls"
WSGI_APPLICATION = "django_app.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent.parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
# The default tries a signed cookie first, and prepares its signer for every page.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "todos:login"
LOGIN_REDIRECT_URL = "todos:list"
LOGOUT_REDIRECT_URL = "todos:list"

# -- Data ------------------------------------------------------------------------------------------------------------

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "todos.sqlite3",
        "CONN_MAX_AGE": None,  # opening a connection takes longer than a query: each thread keeps its own
        "OPTIONS": {
            # A transaction that begins as a reader and writes later cannot wait for the lock: it fails at once.
            # IMMEDIATE takes the lock at the start, where waiting (timeout, in seconds) helps.
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            # WAL: readers do not wait for the writer. NORMAL: a power cut may lose the last commits, never the
            # database.
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = DATA / "media"
STATIC_ROOT: Path | None = DATA / "static"
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Names with a hash of the content: a browser may keep the file for ever.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False

# -- Logs ------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "django_app.logs.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"level": "INFO", "handlers": [], "propagate": True},
        "django.request": {"level": "ERROR"},  # the client's mistakes, 4xx, are no news
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},  # scanners send it all day
    },
}
