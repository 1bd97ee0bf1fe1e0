"""The JSON API at /todos with Django's own means: class-based views, one method for each HTTP method.

``View.dispatch`` finds the method by its name, answers OPTIONS and HEAD, and knows what belongs into ``Allow``. The
views are thin: they read the request, call the model, and write the answer; validation.py and problems.py do the rest.

A list is read with ``values_list``: tuples as the driver returns them. Model instances would cost four times as much
and be thrown away a line later.

The API is exempt from the CSRF check because there is nothing to forge: it has no log-in and reads no cookie, so a
foreign page can do no more than its visitor could do anyway. An API that reads the session cookie must never be exempt.

Cost: POST and PATCH one or two statements, a list exactly one, however long it is.
Not for: many resources: Django REST framework or django-ninja bring serializers, paging, throttling and an OpenAPI
  document.
Asked: when may a view be csrf_exempt? Why does PATCH lock the row and name the columns it writes?
Source: https://docs.djangoproject.com/en/stable/topics/class-based-views/,
  https://docs.djangoproject.com/en/stable/ref/models/querysets/#values-list
"""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from django_app.todos.models import Todo
from django_app.todos.problems import ProblemError, problem
from django_app.todos.validation import parse_changes, parse_json, parse_new, parse_page

COLUMNS = ("id", "title", "completed", "order")

type Row = tuple[int, str, bool, int | None]


def as_json(row: Row, base: str) -> dict[str, object]:
    """Return a row (COLUMNS) as it leaves, with its ``url``: ``base`` (the absolute address of /todos), slash, id."""
    todo_id, title, completed, order = row
    return {"id": todo_id, "title": title, "completed": completed, "order": order, "url": f"{base}/{todo_id}"}


def read_json(request: HttpRequest, *types: str) -> object:
    """Return the value of a JSON body.

    Raises ProblemError: 415 when the Content-Type is none of ``types`` (parameters such as charset do not count); 413,
    "The body has more bytes than are taken here.", when there are more than settings.DATA_UPLOAD_MAX_MEMORY_SIZE; 400
    when they are no JSON.
    """
    if request.content_type not in types:
        raise ProblemError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Expected a body of the type {' or '.join(types)}.")
    try:
        return parse_json(request.body)
    except RequestDataTooBig as mistake:
        raise ProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body has more bytes than are taken here."
        ) from mistake


class ApiView(View):
    """What the views of the API share: every error they raise or answer is a problem document."""

    http_method_names = ["get", "head", "post", "patch", "delete", "options"]  # noqa: RUF012  (as Django declares it)

    @classmethod
    def as_view(cls, **initkwargs: object) -> Callable[..., HttpResponseBase]:
        """Return the view function, exempt from the CSRF check.

        Decorated here it is decorated once; ``method_decorator`` on ``dispatch`` would do it anew for each request.
        """
        exempt: Callable[..., HttpResponseBase] = csrf_exempt(super().as_view(**initkwargs))
        return exempt

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """Call the method's function; a ProblemError it raises becomes its answer."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except ProblemError as error:
            return error.answer()

    def http_method_not_allowed(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Answer 405 as a problem document, "Allowed here: GET, HEAD, OPTIONS." for example, with the header Allow."""
        allow = super().http_method_not_allowed(request)["Allow"]
        return problem(HTTPStatus.METHOD_NOT_ALLOWED, f"Allowed here: {allow}.", headers={"Allow": allow})


class TodoList(ApiView):
    """/todos: the list, a new to-do, and the end of all of them."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer a page of the list: ``limit`` (1 to 1000) rows with ids after ``after`` (0 or more).

        A page that is followed by another says where: ``Link: <absolute address>; rel="next"``.
        """
        limit, after = parse_page(request.GET)
        # One row more than asked for tells whether there is a next page, without counting them all.
        rows: list[Row] = list(Todo.objects.after(after).values_list(*COLUMNS)[: limit + 1])
        base = request.build_absolute_uri("/todos")
        response = JsonResponse([as_json(row, base) for row in rows[:limit]], safe=False)
        if len(rows) > limit:
            response["Link"] = f'<{base}?limit={limit}&after={rows[limit - 1][0]}>; rel="next"'
        return response

    def post(self, request: HttpRequest) -> HttpResponse:
        """Add a to-do: 201, with its address in Location and itself as the body."""
        todo = Todo.objects.create(**parse_new(read_json(request, "application/json")))
        return _answer(request, todo, HTTPStatus.CREATED)

    def delete(self, request: HttpRequest) -> HttpResponse:
        """Delete all to-dos: 204."""
        Todo.objects.all().delete()
        return HttpResponse(status=HTTPStatus.NO_CONTENT)


class TodoDetail(ApiView):
    """/todos/1: one to-do."""

    def get(self, request: HttpRequest, todo_id: int) -> HttpResponse:
        """Answer the to-do, or 404."""
        return _answer(request, _find(todo_id), HTTPStatus.OK)

    def patch(self, request: HttpRequest, todo_id: int) -> HttpResponse:
        """Change what the body names, and nothing else; answer the whole to-do.

        One transaction: a SELECT that locks the row, and an UPDATE of the columns that are named, if any is.
        """
        changes = parse_changes(read_json(request, "application/json", "application/merge-patch+json"))
        # Two clients that change different fields of one to-do at the same moment both keep their change.
        with transaction.atomic():
            todo = _find(todo_id, lock=True)
            for name, value in changes.items():
                setattr(todo, name, value)
            if changes:
                todo.save(update_fields=list(changes))
        return _answer(request, todo, HTTPStatus.OK)

    def delete(self, request: HttpRequest, todo_id: int) -> HttpResponse:
        """Delete the to-do: 204, or 404 when it is not there."""
        _find(todo_id).delete()
        return HttpResponse(status=HTTPStatus.NO_CONTENT)


class Health(ApiView):
    """/health: whether the process takes requests."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer ``{"status": "ok"}``; it asks nobody else, so a slow database does not get the process restarted."""
        return JsonResponse({"status": "ok"})


def _find(todo_id: int, lock: bool = False) -> Todo:
    todos = Todo.objects.select_for_update() if lock else Todo.objects.all()
    todo: Todo | None = todos.filter(pk=todo_id).first()
    if todo is None:
        raise ProblemError(HTTPStatus.NOT_FOUND, "There is no such to-do.")
    return todo


def _answer(request: HttpRequest, todo: Todo, status: HTTPStatus) -> HttpResponse:
    base = request.build_absolute_uri("/todos")
    response = JsonResponse(as_json((todo.pk, todo.title, todo.completed, todo.order), base), status=status)
    if status == HTTPStatus.CREATED:
        response["Location"] = f"{base}/{todo.pk}"
    return response
