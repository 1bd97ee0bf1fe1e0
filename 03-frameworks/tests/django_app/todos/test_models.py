"""Rules of the models: in words for people, and in the database for everything else."""

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from django_app.todos.models import Tag, Todo, validate_text

pytestmark = pytest.mark.django_db


def messages(todo: Todo | Tag) -> dict[str, list[str]]:
    """What ``full_clean`` says, by field."""
    with pytest.raises(ValidationError) as caught:
        todo.full_clean()
    return caught.value.message_dict


def test_a_todo_and_a_tag_are_shown_by_their_names() -> None:
    assert (str(Todo(title="Read")), str(Tag(name="Home"))) == ("Read", "Home")


def test_the_address_of_a_todo_is_its_page(milk: Todo) -> None:
    assert milk.get_absolute_url() == f"/{milk.pk}/edit/"


@pytest.mark.parametrize("title", ["", "a" * 201, "a\0", "\udfff"])
def test_a_bad_title_is_told_in_words(title: str) -> None:
    assert list(messages(Todo(title=title))) in (["title"], ["title", "__all__"])


def test_a_surrogate_has_a_message_of_its_own() -> None:
    with pytest.raises(ValidationError, match=r"Use characters of Unicode only\."):
        validate_text("\ud800")
    validate_text("\N{GRINNING FACE}")
    assert messages(Tag(name="\ud800"))["name"] == ["Use characters of Unicode only."]


@pytest.mark.parametrize("order", [2**31, -(2**31) - 1])
def test_an_order_out_of_range_is_told_in_words_and_refused_by_the_database(order: int) -> None:
    todo = Todo(title="a", order=order)
    assert "order" in messages(todo)
    with pytest.raises(IntegrityError, match="todo_order_in_range"), transaction.atomic():
        todo.save()
    Todo.objects.create(title="a", order=order // 2)


def test_no_way_around_the_model_leads_to_an_empty_title(milk: Todo) -> None:
    with pytest.raises(IntegrityError, match="todo_title_not_empty"), transaction.atomic():
        Todo.objects.update(title="")
    with pytest.raises(IntegrityError, match="todo_title_not_empty"), transaction.atomic():
        Todo.objects.bulk_create([Todo(title="")])


def test_a_tag_is_the_same_in_other_letters() -> None:
    Tag.objects.create(name="Garden")
    assert messages(Tag(name="garden", slug="g")) == {"__all__": ["There is a tag of this name already."]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(name="GARDEN")


def test_a_tag_gets_the_next_free_slug_and_keeps_it() -> None:
    tags = [Tag.objects.create(name=name) for name in ("C", "C++", "C#", "Über uns", "!!", "??")]
    assert [tag.slug for tag in tags] == ["c", "c-2", "c-3", "über-uns", "tag", "tag-2"]
    tags[0].name = "C99"
    tags[0].save()
    assert Tag.objects.get(name="C99").slug == "c"


def test_a_slug_that_grows_longer_than_its_name_is_cut() -> None:
    ligature = "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}"
    assert [len(Tag.objects.create(name=ligature * number).slug) for number in (40, 50)] == [50, 52]


def test_a_slug_that_only_begins_alike_is_not_taken() -> None:
    Tag.objects.create(name="Cars")
    assert Tag.objects.create(name="Car").slug == "car"


def test_a_tag_can_be_made_by_get_or_create_and_saved_in_part() -> None:
    tag, made = Tag.objects.get_or_create(name="Attic")
    tag.name = "Loft"
    tag.save(update_fields=["name"])
    assert (made, Tag.objects.get(slug="attic").name) == (True, "Loft")


def test_the_questions_chain() -> None:
    ada = get_user_model().objects.create_user("ada")
    todos = [Todo.objects.create(title=f"{number}", completed=number % 2 == 1, owner=ada) for number in range(6)]
    Todo.objects.create(title="of nobody")

    owned = Todo.objects.filter(owner=ada)

    assert list(owned.open().after(todos[0].pk)) == [todos[2], todos[4]]
    assert list(Todo.objects.completed().after(todos[1].pk)) == [todos[3], todos[5]]
    assert Todo.objects.open().completed().count() == 0


def test_after_is_ordered_by_id_whatever_was_before() -> None:
    todos = [Todo.objects.create(title=title) for title in "cab"]
    assert list(Todo.objects.order_by("title").after(0)) == todos


def test_a_todo_outlives_its_owner() -> None:
    ada = get_user_model().objects.create_user("ada")
    todo = Todo.objects.create(title="a", owner=ada)
    ada.delete()
    todo.refresh_from_db()
    assert todo.owner is None
