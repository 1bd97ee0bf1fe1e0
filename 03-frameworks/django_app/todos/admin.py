"""The admin: an office for the staff, made from the models in some forty lines.

It is for people who know the tables, not for customers. What makes it pleasant: columns that answer a question,
filters one clicks all day, a search, actions on many rows, fields side by side that belong together. What makes it
slow is the same list: each column that follows a relation is a query a row, unless ``list_select_related`` and
``get_queryset`` fetch it along.

Cost: the list takes a fixed number of queries (test_admin.py counts them), two of them COUNT;
  ``show_full_result_count`` off saves one, which on a table of millions is the slow one. ``date_hierarchy`` adds
  three, facets one a filter and only on demand.
  There is no inline here: it makes a form of every child, right for the three lines of an order, and wrong for the
  thousand to-dos of a tag. Their number, as a link to the filtered list, costs one GROUP BY.
Not for: an interface with rules and a flow of its own: write views. An admin bent to a product is harder to keep than
  both.
Asked: why is this admin list slow, and how do you find out? Who may run an action? What does ``queryset.update()``
  skip in it?
Source: https://docs.djangoproject.com/en/stable/ref/contrib/admin/
"""

from typing import TYPE_CHECKING, ClassVar

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from django_app.todos.forms import TodoForm
from django_app.todos.models import Tag, Todo

if TYPE_CHECKING:  # generic for the type checker only
    TodoModelAdmin = admin.ModelAdmin[Todo]
    TagModelAdmin = admin.ModelAdmin[Tag]
else:
    TodoModelAdmin = TagModelAdmin = admin.ModelAdmin

admin.site.site_header = "To-dos: the office"
admin.site.site_title = "To-dos"


class OriginFilter(admin.SimpleListFilter):
    """Filter of one's own: where a to-do comes from. People have an owner, the public API has none."""

    title = "origin"
    parameter_name = "origin"

    def lookups(self, request: HttpRequest, model_admin: TodoModelAdmin) -> list[tuple[str, str]]:
        """Return the choices, value in the address and text in the list.

        They are ``page``, "Made by a person", and ``api``, "Came through the API".
        """
        return [("page", "Made by a person"), ("api", "Came through the API")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Todo]) -> QuerySet[Todo]:
        """Return the rows of the choice, all without one and with one that does not exist."""
        match self.value():
            case "page":
                return queryset.filter(owner__isnull=False)
            case "api":
                return queryset.filter(owner__isnull=True)
            case _:
                return queryset


class TodoAdminForm(TodoForm):
    """The form of the pages, and two fields for the staff: completed and owner. A picture is checked the same way."""

    class Meta(TodoForm.Meta):
        """What of the model may come in."""

        fields = ("title", "completed", "order", "tags", "owner", "picture")
        widgets: ClassVar = {"picture": TodoForm.Meta.widgets["picture"]}


@admin.register(Todo)
class TodoAdmin(TodoModelAdmin):
    """List and form of to-dos."""

    form = TodoAdminForm
    list_display = ("title", "completed", "tag_names", "owner", "added")
    list_filter = ("completed", OriginFilter, "tags")
    list_select_related = ("owner",)
    list_per_page = 50
    search_fields = ("title", "owner__username")
    search_help_text = "Searches in titles and names of owners."
    show_full_result_count = False
    date_hierarchy = "created_at"
    autocomplete_fields = ("owner", "tags")
    readonly_fields = ("created_at", "current_picture")
    fieldsets = (
        (None, {"fields": ("title", ("completed", "order"), "tags", "current_picture", "picture")}),
        ("Origin", {"fields": ("owner", "created_at")}),
    )
    actions = ("complete_selected", "reopen_selected")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Todo]:
        """Fetch the tags along: one query for all rows of the page."""
        return super().get_queryset(request).prefetch_related("tags")

    @admin.display(description="tags")
    def tag_names(self, todo: Todo) -> str:
        """Return the names of its tags with commas between.

        ``.all()`` uses what was prefetched; ``.order_by()`` or ``.filter()`` would be a query a row.
        """
        return ", ".join(tag.name for tag in todo.tags.all())

    @admin.display(description="added", ordering="created_at")
    def added(self, todo: Todo) -> str:
        """Return the day, as in 2026-11-21; the heading sorts by it."""
        return f"{todo.created_at:%Y-%m-%d}"

    @admin.display(description="current picture")
    def current_picture(self, todo: Todo) -> str:
        """Return the thumbnail, linked to the picture: ``<a href="..."><img alt="Picture" src="..."></a>``, or a dash.

        ``format_html`` escapes what it puts in.
        """
        if not todo.picture:
            return "-"
        return format_html(
            '<a href="{}"><img alt="Picture" src="{}"></a>',
            reverse("todos:picture", args=[todo.pk]),
            reverse("todos:thumbnail", args=[todo.pk]),
        )

    @admin.action(description="Complete the selected to-dos", permissions=["change"])
    def complete_selected(self, request: HttpRequest, queryset: QuerySet[Todo]) -> None:
        """Complete them with one UPDATE, and say how many were open, as in "2 completed.".

        ``permissions`` hides the action from who may only look, and refuses it when the request is forged.
        """
        count = queryset.filter(completed=False).update(completed=True)
        self.message_user(request, f"{count} completed.", messages.SUCCESS)

    @admin.action(description="Reopen the selected to-dos", permissions=["change"])
    def reopen_selected(self, request: HttpRequest, queryset: QuerySet[Todo]) -> None:
        """Reopen them with one UPDATE, and say how many were completed, as in "2 reopened."."""
        count = queryset.filter(completed=True).update(completed=False)
        self.message_user(request, f"{count} reopened.", messages.SUCCESS)

    def save_model(self, request: HttpRequest, obj: Todo, form: "ModelForm[Todo]", change: bool) -> None:
        """Save the to-do, then see to its picture, as the pages do."""
        super().save_model(request, obj, form, change)
        if isinstance(form, TodoForm):
            form.finish_picture()


@admin.register(Tag)
class TagAdmin(TagModelAdmin):
    """List of tags with the number of their to-dos, counted by the database."""

    list_display = ("name", "todo_count")
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        """Add ``number`` to each tag: one query with GROUP BY instead of one a row."""
        return super().get_queryset(request).annotate(number=Count("todos"))

    @admin.display(description="to-dos", ordering="number")
    def todo_count(self, tag: Tag) -> str:
        """Return how many to-dos have the tag, linked to their list, ``...?tags__id__exact=1``."""
        number: int = tag.number  # type: ignore[attr-defined]  # annotated above
        return format_html(
            '<a href="{}?tags__id__exact={}">{}</a>', reverse("admin:todos_todo_changelist"), tag.pk, number
        )
