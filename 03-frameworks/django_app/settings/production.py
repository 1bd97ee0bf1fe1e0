"""The environment of production: no start without a key and host names, and ``check --deploy`` has nothing to say.

| variable | meaning |
|---|---|
| DJANGO_SECRET_KEY | required: at least 50 random characters |
| DJANGO_ALLOWED_HOSTS | required: the names the site is called by, separated by commas |
| DJANGO_SECRET_KEY_FALLBACKS | earlier keys, while they are being replaced |
| DJANGO_CSRF_TRUSTED_ORIGINS | ``https://`` addresses of other origins whose forms are accepted |
| DJANGO_BEHIND_PROXY | 1: believe the header X-Forwarded-Proto, because a proxy sets it and removes that of clients |
| DJANGO_SECURE_SSL_REDIRECT | 0: the proxy itself sends plain HTTP to HTTPS |
| DJANGO_DATA | folder of database, pictures and static files |
| DJANGO_BODY_SECONDS | how long a body may take |

Cost: HSTS makes browsers refuse plain HTTP for a year; a site that cannot keep that promise begins with an hour.
Not for: a machine without HTTPS: the cookies are Secure, and nobody could log in.
Asked: what does ``check --deploy`` look at, and what can it not see?
Source: https://docs.djangoproject.com/en/stable/howto/deployment/checklist/
"""

from django_app.settings.base import *  # noqa: F403  (Django's own way to extend a settings module)
from django_app.settings.environment import flag, hosts, secret

ENVIRONMENT = "production"
DEBUG = False
SECRET_KEY = secret("DJANGO_SECRET_KEY")
ALLOWED_HOSTS = hosts("DJANGO_ALLOWED_HOSTS")

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# With the prefix a browser takes the cookie only over HTTPS, for this host alone: no sister domain can plant one.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"

SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_SSL_REDIRECT = flag("DJANGO_SECURE_SSL_REDIRECT", default=True)
if not SECURE_SSL_REDIRECT:
    SILENCED_SYSTEM_CHECKS = ["security.W008"]  # the redirect is the proxy's, said above
if flag("DJANGO_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
