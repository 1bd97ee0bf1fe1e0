"""CORS: letting pages of other sites use the API.

A browser sends a script's request to another origin, and shows the script the answer only if that says so.
``Access-Control-Allow-Origin: *`` says it to all, which is right for data that anyone may read, asked for without
credentials: a browser never accepts ``*`` for a request with cookies. Requests that a form could not have sent (PATCH,
or JSON) are preceded by an ``OPTIONS``, the *preflight*, that asks which methods and headers are allowed; Flask answers
it by itself, with the headers from here. A script sees few headers of an answer unless they are exposed. And errors
need the headers, too: without them a front end sees "network error" instead of a 422. That is why this is an
``after_request`` of the application and not of the API's blueprint, which knows nothing of a 404.

CORS protects nothing on the server. The request has been carried out by the time the browser hides the answer, and
other programs do not ask. It opens what browsers keep shut.

Cost: 4 microseconds a request. Flask-CORS took 25, an eighth of the whole list of 20 (120 of Flask itself), for a
choice that is not made here; measured by taking either out.
Not for: a list of origins, or credentials: the origin must be checked and echoed, with ``Vary: Origin``, and mistakes
in that are holes. Take Flask-CORS then.
Asked: what does CORS protect, and whom? When does a browser send a preflight? Why not ``*`` with cookies?
Source: https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from flask import Flask, Response, request

from flask_app.api import is_api_path

CORS_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Location, Link",
}

PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "600",  # seconds for which a browser need not ask again
}


def add_cors_headers(response: Response) -> Response:
    """Return the response, from the API with ``CORS_HEADERS``, to an OPTIONS there with ``PREFLIGHT_HEADERS`` too."""
    if is_api_path(request.path):
        response.headers.update(CORS_HEADERS)
        if request.method == "OPTIONS":
            response.headers.update(PREFLIGHT_HEADERS)
    return response


def init_app(app: Flask) -> None:
    """Have every answer of the application go through ``add_cors_headers``."""
    app.after_request(add_cors_headers)
