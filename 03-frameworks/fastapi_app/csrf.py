"""Cross-site request forgery, refused by what the browser says about itself.

A browser attaches the cookies of a site to every request to it, also when the page that asks is somebody else's: a
form on evil.example may post to us with our user's session. Page scripts cannot set ``Sec-Fetch-Site`` or ``Origin``;
so an unsafe request that says it comes from elsewhere is refused, and no token has to travel through forms. The rule,
that of Go's ``http.CrossOriginProtection``, in this order:

1. GET, HEAD and OPTIONS pass; they must not change anything.
2. ``Sec-Fetch-Site`` (all browsers since 2023): ``same-origin`` and ``none`` (typed, bookmark) pass, the rest does not.
   ``same-site`` does not either: another subdomain may be somebody else's.
3. ``Origin``: passes when its host and port are those of ``Host``; ``null`` (a sandboxed frame) is refused.
4. Neither: a program, or a browser from before 2020 or so. It passes, for a program carries no stolen cookies; who must
   serve such browsers uses tokens. The cookie's ``SameSite=Lax`` stands behind all this as a second wall.

The check stands where a cookie is believed (``accounts.py``) and at the log-in form, and nowhere else: /todos has no
log-in, and a bearer token is never attached by a browser. ``Host`` itself has been checked by the middleware.

Cost: two look-ups in a dict. Not for: pages inside frames of partners, or posts from a bank's page after a payment:
those need an allow-list or a token. Scheme is not compared: HSTS keeps ``http://`` of our own host out.
Asked: why does CORS not stop a forged form post, and why is a token no longer the only answer?
Source: https://pkg.go.dev/net/http#CrossOriginProtection and https://words.filippo.io/csrf/
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from fastapi import Request

from fastapi_app.problems import Problem

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_cross_origin(headers: Mapping[str, str]) -> bool:
    """Tell whether a browser says that this request was caused by a page of another origin (steps 2 to 4 above).

    The names in ``headers`` are in lower case, or the mapping ignores case as Starlette's does.

    >>> is_cross_origin({"host": "todos.example", "sec-fetch-site": "same-site"})
    True
    >>> is_cross_origin({"host": "todos.example", "origin": "https://todos.example"})
    False
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        parts = urlsplit(origin)
    except ValueError:
        return True
    return not parts.netloc or parts.netloc.lower() != headers.get("host", "").lower()


async def same_origin(request: Request) -> None:
    """Dependency: refuse an unsafe request from another origin with 403, ``The request comes from another site.``."""
    if request.method not in SAFE_METHODS and is_cross_origin(request.headers):
        raise Problem(403, "The request comes from another site.")


def main() -> None:
    """Print what happens to requests from here and from elsewhere."""
    cases = {
        "our page, a current browser": {"sec-fetch-site": "same-origin", "origin": "https://todos.example"},
        "a form on another site": {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
        "a page on a subdomain": {"sec-fetch-site": "same-site", "origin": "https://blog.todos.example"},
        "a sandboxed frame, older browser": {"origin": "null"},
        "curl": {},
    }
    for case, headers in cases.items():
        verdict = "refused" if is_cross_origin({"host": "todos.example", **headers}) else "passes"
        print(f"{case + ':':34} {verdict}")


if __name__ == "__main__":
    main()
