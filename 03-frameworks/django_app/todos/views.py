"""The pages as class-based views: say what is different, inherit the rest.

A generic view is a recipe with named steps: ``get_queryset``, ``get_form``, ``form_valid``, ``get_success_url``. One
overrides the step and leaves the recipe alone. Mixins stand to the left of the view, because Python asks the left one
first: the check of who may come in runs before anything else.

Who may what: everybody reads. Who has logged in adds, and changes and deletes what is theirs. To-dos of others, and
those without an owner that came in through the public API, want a permission, which the group *Editors* has
(signals.py).

Cost: the list takes 4 queries for a stranger and 8 for somebody logged in, whatever the number of rows
  (query_counts.py).
Not for: a view that overrides most of the steps. Then a function of ten lines is easier to read.
Asked: why must a view that changes something refuse GET? Who checks ``?next=https://evil.example``? How many queries
  is this page?
Source: https://docs.djangoproject.com/en/stable/topics/class-based-views/
"""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin, PermissionRequiredMixin
from django.contrib.messages.views import SuccessMessageMixin
from django.db import transaction
from django.db.models import F, QuerySet
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import CreateView, DeleteView, ListView, TemplateView, UpdateView, View

from django_app.todos.forms import SearchForm, TodoForm
from django_app.todos.models import Todo
from django_app.todos.pictures import picture_response

if TYPE_CHECKING:  # the type checker wants to know the model, at run time the views take no parameter
    TodoListView = ListView[Todo]
    TodoCreateView = CreateView[Todo, TodoForm]
    TodoUpdateView = UpdateView[Todo, TodoForm]
    TodoDeleteView = DeleteView[Todo, Form]
    SuccessMessage = SuccessMessageMixin[TodoForm]
    SuccessMessageAfterDelete = SuccessMessageMixin[Form]
else:
    TodoListView, TodoCreateView, TodoUpdateView, TodoDeleteView = ListView, CreateView, UpdateView, DeleteView
    SuccessMessage = SuccessMessageAfterDelete = SuccessMessageMixin

LIST = reverse_lazy("todos:list")


def local_url(request: HttpRequest) -> str:
    """Return where the field ``next`` of a form says to go, if that is a page of this host; else the list.

    Over HTTPS a page of ``http://`` is none of this host.

    An open redirect lends our good name to a copy of our log-in page. A slash at the beginning proves nothing:
    ``//evil.example`` has one, and a browser reads a backslash after it as a second.
    """
    url = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return url
    return str(LIST)


class MayChangeMixin(LoginRequiredMixin, PermissionRequiredMixin):
    """Lets in the owner of the to-do ``pk``, and who has ``permission_required``.

    Strangers are sent to the log-in page, others get 403; a to-do that is not there is 404 for who has logged in.
    """

    kwargs: dict[str, Any]
    request: HttpRequest

    def has_permission(self) -> bool:
        """Tell whether the one who asks may; the owner is compared by id, so that no user is fetched."""
        todo = get_object_or_404(Todo.objects.only("owner_id"), pk=self.kwargs["pk"])
        return todo.owner_id == self.request.user.pk or super().has_permission()


class TodoList(TodoListView):
    """``GET /``: twenty to-dos a page, the open ones first.

    ``?q=`` searches in titles, ``?state=`` and ``?tag=`` choose, ``?page=`` turns pages. A page that does not exist is
    404. What cannot be searched for is said beside its field, and the list is empty.
    """

    template_name = "todos/todo_list.html"
    context_object_name = "todos"
    paginate_by = 20

    def get_queryset(self) -> QuerySet[Todo]:
        """Return the chosen to-dos, owner fetched along by a join, tags by one query for the whole page.

        Open ones first, then by ``order`` with those without one last, then the newest first. None when the search is
        not valid.
        """
        self.search = SearchForm(self.request.GET)
        todos = Todo.objects.select_related("owner").prefetch_related("tags")
        todos = todos.order_by("completed", F("order").asc(nulls_last=True), "-id")
        if not self.search.is_valid():
            return todos.none()
        chosen = self.search.cleaned_data
        if chosen["q"]:
            todos = todos.filter(title__icontains=chosen["q"])
        if chosen["state"]:
            todos = todos.filter(completed=chosen["state"] == "completed")
        if chosen["tag"]:
            todos = todos.filter(tags=chosen["tag"])
        return todos

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add ``search``, the form of the search, and ``query``, what is searched for in titles."""
        return super().get_context_data(search=self.search, query=self.search.cleaned_data.get("q", ""), **kwargs)


class TodoCreate(LoginRequiredMixin, SuccessMessage, TodoCreateView):
    """``GET``, ``POST /new/``: a to-do of the one who has logged in."""

    model = Todo
    form_class = TodoForm
    success_url = LIST
    success_message = "Added: %(title)s"

    def form_valid(self, form: TodoForm) -> HttpResponse:
        """Save it with its owner, who comes from the session and never from the form: the row and its tags, or neither.

        In the same transaction ``finish_picture`` is called, after the form was saved.
        """
        form.instance.owner_id = self.request.user.pk
        with transaction.atomic():
            response = super().form_valid(form)
            form.finish_picture()
        return response


class TodoEdit(MayChangeMixin, SuccessMessage, TodoUpdateView):
    """``GET``, ``POST /7/edit/``: title, tags, order and picture."""

    model = Todo
    form_class = TodoForm
    permission_required = "todos.change_todo"
    success_url = LIST
    success_message = "Changed: %(title)s"

    def form_valid(self, form: TodoForm) -> HttpResponse:
        """Save it and call ``finish_picture``, in one transaction: the row and its tags, or neither."""
        with transaction.atomic():
            response = super().form_valid(form)
            form.finish_picture()
        return response


class TodoComplete(MayChangeMixin, View):
    """``POST /7/complete/``: sets the state that the form asks for, and goes back to where it was sent from."""

    http_method_names = ("post", "options")
    permission_required = "todos.change_todo"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Complete with ``completed=true``, reopen with anything else.

        The form says the wanted state rather than "the other one": a second click changes nothing. One UPDATE of one
        column overwrites no title that somebody else saves meanwhile; it sends no signal, and needs none.
        """
        Todo.objects.filter(pk=pk).update(completed=request.POST.get("completed") == "true")
        return redirect(local_url(request))


class TodoDelete(MayChangeMixin, SuccessMessageAfterDelete, TodoDeleteView):
    """``GET /7/delete/`` asks, ``POST`` deletes; the picture's file goes too (signals.py)."""

    model = Todo
    permission_required = "todos.delete_todo"
    success_url = LIST
    success_message = "Deleted."


class PurgeCompleted(PermissionRequiredMixin, TemplateView):
    """``GET /purge/`` asks, ``POST`` deletes all completed to-dos of everybody: for ``todos.delete_todo`` only."""

    template_name = "todos/purge.html"
    permission_required = "todos.delete_todo"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add ``count``, how many there are."""
        return super().get_context_data(count=Todo.objects.filter(completed=True).count(), **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Delete them, say how many, as in "Deleted: 2", and go to the list."""
        _rows, by_model = Todo.objects.filter(completed=True).delete()
        messages.success(request, f"Deleted: {by_model.get('todos.Todo', 0)}")
        return redirect(LIST)


class TodoPicture(View):
    """``GET /7/picture/`` and, with ``small=True`` in urls.py, ``GET /7/thumbnail/``: the file, for everybody."""

    small = False

    def get(self, request: HttpRequest, pk: int) -> FileResponse:
        """Answer with the file; 404 without to-do or picture."""
        return picture_response(get_object_or_404(Todo.objects.only("picture"), pk=pk), small=self.small)
