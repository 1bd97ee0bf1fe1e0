"""Error handlers: one place where every mistake becomes an answer, in the form that the client reads.

Views raise; handlers answer. ``abort(404)`` and Flask's own 404, 405 and 413 are ``HTTPException``; anything else that
leaves a view is logged and becomes an ``InternalServerError``, which is one, too. So two handlers serve all: one for
what HTTP knows, one for ``ValidationError``. The API answers ``application/problem+json`` (RFC 9457), always; elsewhere
the Accept header decides between that and a page: a browser gets a page, ``curl`` with ``Accept: application/json``
gets JSON.

What an answer says is decided here, not by whoever raised: Werkzeug's texts speak to users of browsers, and that of a
refused Host repeats the attacker's input. A detail never holds a traceback, SQL or what the client sent. The log has
it.

A refused Host cannot have a page: there is no URL to build links with, for which host should they name?

Cost: nothing until something goes wrong.
Not for: errors that a form should show beside its fields; the form does that (forms.py).
Asked: what does your API answer to a bug in it, and where does the developer see what happened?
Source: https://flask.palletsprojects.com/en/stable/errorhandling/, https://www.rfc-editor.org/rfc/rfc9457
"""

import json
from http import HTTPStatus

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, NotFound, SecurityError
from werkzeug.wrappers import Response as BaseResponse

from flask_app.api import is_api_path
from flask_app.todos import TodoNotFoundError
from flask_app.validation import FieldError, ValidationError

PROBLEM = "application/problem+json"
VALIDATION_TYPE = "urn:problem:todos:validation"

DETAILS = {
    400: "The request is malformed.",
    403: "You may not do this.",
    404: "There is nothing at this address.",
    405: "This address does not take this method; the Allow header lists those that it takes.",
    408: "The body did not arrive in time.",
    413: "The body is too large.",
    415: "This media type is not taken.",
    422: "The input breaks rules.",
    500: "The service made a mistake; it is logged.",
}
HOST_DETAIL = "The Host header does not name this service."


def problem(status: int, detail: str | None = None, errors: tuple[FieldError, ...] = ()) -> Response:
    """Return a problem document: ``type``, ``title`` (the phrase of the status), ``status``, ``detail``, ``errors``.

    The last only if there are any. Without a detail it is that of ``DETAILS``, else the phrase and a full stop. The
    type is ``urn:problem:todos:validation`` with errors, else ``about:blank``.
    """
    document: dict[str, object] = {
        "type": VALIDATION_TYPE if errors else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or DETAILS.get(status, HTTPStatus(status).phrase + "."),
    }
    if errors:
        document["errors"] = [error.as_json() for error in errors]
    return Response(json.dumps(document), status, content_type=PROBLEM)


def wants_problem() -> bool:
    """Return whether the client of the current request should get a problem document rather than a page.

    In the API always, elsewhere by its Accept header. Whoever takes both alike, or anything (``*/*``), gets a page.
    """
    if is_api_path(request.path):
        return True
    best = request.accept_mimetypes.best_match(["text/html", PROBLEM, "application/json"])
    return best in (PROBLEM, "application/json")


def handle_http_exception(error: HTTPException) -> BaseResponse:
    """Answer an ``abort()`` or a mistake of HTTP, as problem document or as page; headers such as Allow are kept.

    The detail is what ``abort(status, description=...)`` says, else that of ``DETAILS``. A refused Host gets 400 and a
    problem document, always, with the detail ``The Host header does not name this service.``
    """
    if error.code is None:  # abort(response)
        return error.get_response()
    # A description of its own was written for the client, by us or an extension; the class's default was not.
    own = vars(error).get("description")
    detail = HOST_DETAIL if isinstance(error, SecurityError) else own or DETAILS.get(error.code)
    if isinstance(error, SecurityError) or wants_problem():
        response = problem(error.code, detail)
    else:
        title = HTTPStatus(error.code).phrase
        response = Response(render_template("error.html", status=error.code, title=title, detail=detail), error.code)
    # Werkzeug's own answer has the headers that belong to the error, Allow and Retry-After, besides its Content-Type.
    response.headers.update({name: value for name, value in error.get_headers() if name != "Content-Type"})
    return response


def handle_validation_error(error: ValidationError) -> Response:
    """Answer input that breaks rules: 422 with every mistake."""
    return problem(422, errors=error.errors)


def handle_todo_not_found(_error: TodoNotFoundError) -> BaseResponse:
    """Answer an id that is not there: 404 and ``There is no such to-do.``, as problem document or as page."""
    return handle_http_exception(NotFound("There is no such to-do."))


def init_app(app: Flask) -> None:
    """Register the handlers; a page needs the template ``error.html`` with ``status``, ``title`` and ``detail``."""
    app.register_error_handler(HTTPException, handle_http_exception)
    app.register_error_handler(ValidationError, handle_validation_error)
    app.register_error_handler(TodoNotFoundError, handle_todo_not_found)
