import pytest
from django.core.exceptions import ValidationError
from django.db import connections
from django.db.models import CheckConstraint

from django_orm_examples.migrate import sql_of
from django_orm_examples.models import Airport, Flight
from django_orm_examples.parts import BothOrNeither, Code, Differs
from tests.django_orm_examples.sql import rows


def test_a_code_has_one_index(postgresql_alias: str) -> None:
    assert Code(max_length=3).db_type(connections[postgresql_alias]) == "character varying(3)"
    assert "varchar_pattern_ops" not in " ".join(sql_of(postgresql_alias, "0001"))


def test_a_code_is_text_like_any_other(alias: str) -> None:
    assert Airport.objects.using(alias).filter(faa__startswith="JF").count() == 1


def test_both_or_neither_is_one_comparison(alias: str) -> None:
    flights = Flight.objects.using(alias).filter(BothOrNeither("arr_time", "arr_delay"))
    query = "SELECT count(*) FROM flights WHERE (arr_time IS NULL) = (arr_delay IS NULL)"
    assert rows(alias, query) == [(flights.count(),)]
    assert Airport.objects.using(alias).exclude(BothOrNeither("name", "lat")).count() == 0


def test_differs_is_one_comparison(alias: str) -> None:
    flights = Flight.objects.using(alias).filter(Differs("dep_time", "sched_dep_time"))
    assert rows(alias, "SELECT count(*) FROM flights WHERE dep_time <> sched_dep_time") == [(flights.count(),)]
    assert " <> " in str(flights.query)


@pytest.mark.parametrize(("name", "lat", "right"), [(None, None, True), ("X", 1.0, True), ("X", None, False)])
def test_validation_gives_the_answer_of_the_database(
    alias: str, name: str | None, lat: float | None, right: bool
) -> None:
    constraint = CheckConstraint(name="known", condition=BothOrNeither("name", "lat"), violation_error_message="no")
    airport = Airport(faa="XXX", name=name, lat=lat)
    if right:
        constraint.validate(Airport, airport, using=alias)
    else:
        with pytest.raises(ValidationError, match="no"):
            constraint.validate(Airport, airport, using=alias)
