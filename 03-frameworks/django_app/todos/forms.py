"""Forms: from strings that a browser sends to a model instance that may be saved, or to messages beside the fields.

A ``ModelForm`` makes its fields from the model and, when it is valid, calls the model's own validation, constraints
included. So a rule stands once, in models.py, and pages, admin and API keep it alike. A form holds what only a form
knows: widgets, help, rules between fields, and **which fields may come in at all**. ``fields = [...]`` is the answer
to mass assignment: ``owner`` is not in the list, so a forged ``owner=1`` is not looked at. ``fields = "__all__"``
would hand it over.

Cost: a form instance per request; its choices (tags) are a query when it is shown and another when it is checked.
Not for: JSON. A form reads strings and takes a missing checkbox for "no"; an API wants types and refuses what is
  missing (validation.py here; at work Django REST framework or django-ninja).
Asked: where does a rule go: field, ``clean_<field>``, ``clean``, model, constraint? What happens in
  ``form.save(commit=False)``?
Source: https://docs.djangoproject.com/en/stable/topics/forms/modelforms/
"""

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from django_app.todos.models import Tag, Todo
from django_app.todos.pictures import PictureField, delete_files
from django_app.todos.tasks import make_thumbnail

if TYPE_CHECKING:  # the type checker wants to know the model, at run time Meta says it
    TodoModelForm = forms.ModelForm[Todo]
    TagMultipleChoiceField = forms.ModelMultipleChoiceField[Tag]
else:
    TodoModelForm, TagMultipleChoiceField = forms.ModelForm, forms.ModelMultipleChoiceField

MAX_TAGS = 5


class TagsField(TagMultipleChoiceField):
    """Choice of tags by their ids; an id that no column can hold is one that is not available, like any other."""

    def clean(self, value: Any) -> QuerySet[Tag]:
        """Return the chosen tags, or raise ValidationError as Django's own field does.

        That one hands the ids to the database as they came. SQLite's driver raises OverflowError for a number of more
        than 64 bits: without this, a forged form would be answered with 500. The longest id is named as the mistake.
        """
        try:
            return super().clean(value)
        except OverflowError as mistake:
            largest = max(map(str, value), key=len)
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": largest}
            ) from mistake


class TodoForm(TodoModelForm):
    """Form of a to-do in pages and admin: title, tags, order, picture."""

    class Meta:
        """What of the model may come in."""

        model = Todo
        fields: tuple[str, ...] = ("title", "tags", "order", "picture")
        field_classes: ClassVar = {"tags": TagsField, "picture": PictureField}
        widgets: ClassVar = {"tags": forms.CheckboxSelectMultiple, "picture": PictureField.widget}
        help_texts: ClassVar = {
            "order": "A whole number, small ones come first. May be empty.",
            "picture": "PNG or JPEG, at most 1 MiB.",
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # thirteen parameters, passed on untouched
        self._picture_before = self.instance.picture.name or ""

    def clean_tags(self) -> QuerySet[Tag]:
        """Return the chosen tags; raises ValidationError "Choose at most 5 tags." for more.

        A rule over a many-to-many relation is neither a constraint nor the model's: its rows are written after the
        to-do's.
        """
        tags: QuerySet[Tag] = self.cleaned_data["tags"]
        if len(tags) > MAX_TAGS:
            raise ValidationError(f"Choose at most {MAX_TAGS} tags.", code="too_many_tags")
        return tags

    def finish_picture(self) -> None:
        """After saving, delete the replaced or cleared file, and ask for a thumbnail of the new one.

        Both wait until the transaction has committed: a rollback must leave the old file, and a worker in another
        process does not see the row before. Does nothing when the form left the picture alone.
        """
        if "picture" not in self.changed_data:
            return
        transaction.on_commit(partial(delete_files, self._picture_before), robust=True)
        if self.instance.picture:
            transaction.on_commit(partial(make_thumbnail.enqueue, self.instance.pk), robust=True)


class SearchForm(forms.Form):
    """What the list can be asked for: all fields are optional, an unknown value is an error.

    >>> SearchForm({"state": "lost"}).errors["state"]
    ['Select a valid choice. lost is not one of the available choices.']
    """

    q = forms.CharField(
        label="Search", max_length=200, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(
        choices=[("", "All"), ("open", "Open"), ("completed", "Completed")], label="State", required=False
    )
    tag = forms.ModelChoiceField(
        queryset=Tag.objects.order_by("name"), to_field_name="slug", empty_label="Any tag", label="Tag", required=False
    )
