from django_orm_examples.members.models import Member


def test_a_name_for_people() -> None:
    assert str(Member(given_name="Ada", family_name="Lovelace", email="")) == "Ada Lovelace"
