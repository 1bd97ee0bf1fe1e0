"""Models: tables, their rules, and the questions that may be asked of them, in one place.

A rule can live in three places, and each catches what the others miss. A validator on a field gives people a sentence,
in forms, in the admin and in the API, but only where somebody calls ``full_clean``; ``save`` does not. A constraint is
checked by the database on every way in, bulk operations and psql included, and knows no sentence unless it is told one.
What cannot be said about one row alone (a unique name) only the database can promise, since two requests can look at
the same moment.

Cost: a model instance costs four times the tuple of its values; lists that leave as JSON ask for ``values_list``
  (todos/api.py).
Not for: business processes over several models: plain functions in a module of their own keep ``save`` small.
Asked: validator, constraint or ``save()``: where does a rule belong? Why is ``null=True`` on a text column a mistake?
Source: https://docs.djangoproject.com/en/stable/ref/models/constraints/,
  https://docs.djangoproject.com/en/stable/topics/db/managers/
"""

from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, ProhibitNullCharactersValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.text import slugify

TITLE_LENGTH = 200
TAG_LENGTH = 50
SMALLEST_ORDER = -(2**31)
LARGEST_ORDER = 2**31 - 1


def validate_text(value: str) -> None:
    """Refuse lone surrogates, which JSON can spell and no database store: "Use characters of Unicode only."."""
    try:
        value.encode()
    except UnicodeEncodeError as mistake:
        raise ValidationError("Use characters of Unicode only.", code="not_unicode") from mistake


class Tag(models.Model):
    """A word that groups to-dos; ``slug`` is the word in addresses. "Home" and "home" are the same tag.

    SQLite compares so for the letters A to Z only, PostgreSQL for all.
    """

    name = models.CharField(max_length=TAG_LENGTH, validators=[ProhibitNullCharactersValidator(), validate_text])
    slug = models.SlugField(max_length=60, unique=True, editable=False, allow_unicode=True)

    class Meta:
        """A name is unique whatever its letters' case."""

        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"), name="tag_name_unique", violation_error_message="There is a tag of this name already."
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **options: object) -> None:
        """Save the tag, with the slug of its name when it has none yet; a name without a letter gets ``tag``.

        A slug has at most TAG_LENGTH characters; one that another tag has gets the next free number: ``c``, then
        ``c-2``.
        """
        if not self.slug:
            # Normalising can make a text longer, one letter up to eighteen; room is left for a number.
            wanted = slugify(self.name, allow_unicode=True)[:TAG_LENGTH] or "tag"
            taken = set(Tag.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
            numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
            self.slug = next(slug for slug in (wanted, *numbered) if slug not in taken)
        super().save(**options)  # type: ignore[arg-type]  # handed on as they came


class TodoQuerySet(models.QuerySet["Todo"]):
    """Questions with names, which chain with those of Django: ``Todo.objects.open().filter(owner=user)``."""

    def open(self) -> Self:
        """Those that are not completed."""
        return self.filter(completed=False)

    def completed(self) -> Self:
        """Those that are."""
        return self.filter(completed=True)

    def after(self, todo_id: int) -> Self:
        """Those with a larger id, ordered by id: the next page, found through the index however far it is.

        ``OFFSET`` would count through all the rows before it, and skip one for each that was deleted meanwhile.
        """
        return self.filter(pk__gt=todo_id).order_by("pk")


class Todo(models.Model):
    """One thing to do. ``owner`` is who added it on the pages; the public API adds it without one."""

    title = models.CharField(max_length=TITLE_LENGTH, validators=[ProhibitNullCharactersValidator(), validate_text])
    completed = models.BooleanField(default=False, db_default=False)
    order = models.IntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(SMALLEST_ORDER), MaxValueValidator(LARGEST_ORDER)],
        help_text="A whole number; the smaller, the sooner. May be empty.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="todos"
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="todos")
    picture = models.FileField(upload_to="pictures/", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar = TodoQuerySet.as_manager()

    class Meta:
        """What the database itself promises of every row."""

        verbose_name = "to-do"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="todo_title_not_empty",
                violation_error_message="A to-do needs a title.",
            ),
            models.CheckConstraint(
                # An integer of SQLite has 64 bits, one of PostgreSQL 32: the rule makes both the same.
                condition=models.Q(order=None) | models.Q(order__range=(SMALLEST_ORDER, LARGEST_ORDER)),
                name="todo_order_in_range",
                violation_error_message="The order is out of range.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of its page, without scheme and host: ``/1/edit/``; the admin links to it as "view on site"."""
        return reverse("todos:edit", args=[self.pk])
