"""Response headers: what the browser is told it may not do with an answer.

Escaping in templates is the first wall against foreign script; a Content-Security-Policy is the second, for the day the
first has a hole. Ours starts from nothing (``default-src 'none'``) and opens what these pages need: style sheets and
pictures of this origin, and forms that post to it. There is no script at all, and neither ``unsafe-inline`` nor a
nonce: a ``<script>``, an ``onclick`` or a ``style=`` that someone smuggles into a page is dead text. ``after_request``
puts them on every answer, error pages included.

- ``X-Content-Type-Options: nosniff``: the browser believes the content type and does not guess HTML in a picture. On
  everything.
- ``frame-ancestors 'none'`` (and ``X-Frame-Options`` for old browsers): no other site shows our buttons in an invisible
  frame.
- ``Referrer-Policy: same-origin``: other sites do not learn our addresses. ``no-referrer`` would be stricter and break
  every form: over HTTPS Flask-WTF compares the Referer with the host.
- ``Cache-Control: no-store``: pages show who is logged in, so no cache keeps them, and "Back" after log-out shows none
  of them.
- ``Strict-Transport-Security`` only on an answer that came over HTTPS, as browsers ignore it elsewhere.

Cost: about 400 bytes an answer, and a policy that must be looked at when a page starts to use something new.
Not for: an API that sends JSON only, which needs ``nosniff`` and little else. At work: Flask-Talisman sets the same
from a table, with nonces for those who need inline script.
Asked: what does a Content-Security-Policy stop that escaping does not? Why is ``unsafe-inline`` no policy at all?
Source: https://www.w3.org/TR/CSP3/, https://flask.palletsprojects.com/en/stable/web-security/
"""

from flask import Flask, Response, request

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)

PAGE_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}

ONE_YEAR = 365 * 24 * 60 * 60


def add_headers(response: Response) -> Response:
    """Return the response with ``X-Content-Type-Options: nosniff``, and with ``PAGE_HEADERS`` when it is ``text/html``.

    A header that the view has set already is left as it is: a view knows better. Answers to HTTPS requests get
    ``Strict-Transport-Security: max-age=31536000``.
    """
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    if response.mimetype == "text/html":
        for name, value in PAGE_HEADERS.items():
            response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
    return response


def init_app(app: Flask) -> None:
    """Have every answer of the application go through ``add_headers``."""
    app.after_request(add_headers)
