from django_orm_examples.zones.models import TimeZone


def test_a_name_for_people() -> None:
    assert str(TimeZone(area="America", city="Phoenix", summer_time="none")) == "America/Phoenix: none"
