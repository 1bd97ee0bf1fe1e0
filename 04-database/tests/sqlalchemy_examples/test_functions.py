import statistics
from contextlib import nullcontext
from datetime import date

import pytest
from sqlalchemy import func, literal, make_url, select, union_all
from sqlalchemy.orm import Session

from sqlalchemy_examples import functions
from sqlalchemy_examples.database import engine_for
from sqlalchemy_examples.functions import correlation, days_after, days_between, main, spell

LEAP_DAY = date(2012, 2, 29)


@pytest.mark.parametrize(
    ("start", "days"), [(LEAP_DAY, 1), (date(2013, 12, 31), 1), (date(2013, 3, 1), -1), (LEAP_DAY, 0)]
)
def test_days_after(start: date, days: int, session: Session) -> None:
    found = session.scalar(select(days_after(literal(start), days)))
    assert found == date.fromordinal(start.toordinal() + days)


def test_days_after_takes_a_bigint(session: Session) -> None:
    numbered = select(days_after(literal(LEAP_DAY), -func.row_number().over()))
    assert session.scalar(numbered) == date(2012, 2, 28)


@pytest.mark.parametrize(("earlier", "later"), [(LEAP_DAY, date(2012, 3, 1)), (date(2013, 1, 1), date(2013, 12, 31))])
def test_days_between(earlier: date, later: date, session: Session) -> None:
    for one, other in ((earlier, later), (later, earlier), (later, later)):
        assert session.scalar(select(days_between(literal(one), literal(other)))) == (other - one).days


def test_correlation(session: Session) -> None:
    xs, ys = [1, 2, 4, 8, 9], [3, 1, 4, 1, 5]
    points = union_all(
        *(select(literal(x).label("x"), literal(y).label("y")) for x, y in zip(xs, ys, strict=True))
    ).subquery()
    found = session.scalar(select(correlation(points.c.x, points.c.y)))
    assert found == pytest.approx(statistics.correlation(xs, ys))


@pytest.mark.parametrize("element", [days_after, days_between, correlation])
def test_an_engine_without_a_spelling_is_refused(
    element: type[days_after] | type[days_between] | type[correlation],
) -> None:
    compiler = select(1).compile(dialect=make_url("sqlite://").get_dialect()())
    compiler.dialect.name = "mysql"
    with pytest.raises(NotImplementedError, match=f"^{element.__name__} is not spelled for mysql$"):
        spell(element(1, 2), compiler)


def test_main(postgresql_address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    engine = engine_for(postgresql_address)
    monkeypatch.setattr(functions, "loaded", lambda: nullcontext(engine))
    main()
    engine.dispose()
    printed = capsys.readouterr().out
    assert "date(flights.flight_date, (?) || ' days')" in printed
    assert printed.endswith("left: 2013-01-08 365\n")
