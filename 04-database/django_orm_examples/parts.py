"""Three parts that the schema needs and Django lacks: a short key with one index, and two conditions.

Django's own pieces are open: a field is a class that names its type, a condition an expression that names its template.
A migration that uses such a part refers to it by its import path, so it must stay where it is as long as the migration.

Both conditions are chosen so that PostgreSQL stores the text that the schema as SQL has. ``~Q(a=F("b"))`` would be
stored as ``NOT (a = b)``: the same truth, and another text for everybody who compares two schemas.

Cost: none.
Not for: what a lookup or ``Q`` says; each class of one's own is one more thing to read.
Asked: how does Django know an expression's type? (``output_field``: one's own, or that of the parts when they agree.)
Source: https://docs.djangoproject.com/en/6.1/howto/custom-model-fields/,
  https://docs.djangoproject.com/en/6.1/ref/models/expressions/#func-expressions
"""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    Text = models.CharField[str, str]  # what it takes and what it gives; at run time a field has no parameters
else:
    Text = models.CharField


class Code(Text):
    """A short key such as ``JFK``, with one index and not two.

    For each ``varchar`` key Django adds an index that LIKE can use in any language (``varchar_pattern_ops``). It knows
    them by their type, and the long name of that type is the same type to PostgreSQL. A code needs no LIKE.
    """

    def db_type(self, connection: object) -> str:
        """Return the column's type."""
        return f"character varying({self.max_length})"


class Differs(models.Func):
    """The condition ``a <> b``, for which Django has no lookup: ``Differs("origin", "dest")``."""

    arity = 2
    template = "%(expressions)s"
    arg_joiner = " <> "
    output_field = models.BooleanField()


class BothOrNeither(models.Func):
    """The condition that two values are both NULL or both not: ``(a IS NULL) = (b IS NULL)``.

    The lookup ``Exact(IsNull(F("a"), True), IsNull(F("b"), True))`` gives the database the same text, and then
    ``full_clean`` answers wrongly: of a value that it knows, ``IsNull`` makes no SQL that could be compared.
    """

    arity = 2
    template = "(%(expressions)s IS NULL)"
    arg_joiner = " IS NULL) = ("
    output_field = models.BooleanField()
