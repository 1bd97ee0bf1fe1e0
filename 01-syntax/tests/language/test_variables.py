import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.variables import (
    Settings,
    add_in_place,
    compile_warnings,
    distinct_objects,
    first_words,
    is_kept_once,
    main,
    mutate,
    new_references,
    read_after_del,
    rebind,
    survives_del,
    tenant_settings,
    tenant_settings_shallow,
    tenant_settings_wrong,
)


def test_rebinding_a_parameter_is_not_seen_by_the_caller() -> None:
    cart = ["book"]

    assert rebind(cart) == ["book", "tax"]
    assert cart == ["book"]


def test_mutating_a_parameter_is_seen_through_every_label() -> None:
    cart = ["book"]
    order = {"items": cart}

    result = mutate(cart)

    assert result is cart
    assert order == {"items": ["book", "tax"]}


@given(st.lists(st.text()), st.lists(st.text(), min_size=1))
def test_augmented_assignment_keeps_a_list_and_replaces_a_tuple(items: list[str], more: list[str]) -> None:
    expected = items + more
    frozen = tuple(items)

    assert add_in_place(frozen, tuple(more)) == (tuple(expected), False)
    assert add_in_place(items, more) == (expected, True)
    assert items == expected


def defaults() -> Settings:
    return {"timeout": 30, "limits": {"rate": 10, "size": 100}}


def test_a_second_label_writes_into_the_defaults() -> None:
    shared = defaults()

    assert tenant_settings_wrong(shared, 500) is shared
    assert shared == {"timeout": 30, "limits": {"rate": 500, "size": 100}}


def test_settings_without_limits_stay_as_they_are() -> None:
    assert tenant_settings_wrong({"limits": 3}, 500) == {"limits": 3}


def test_a_shallow_copy_shares_the_inner_dict() -> None:
    shared = defaults()

    mine = tenant_settings_shallow(shared, 500)

    assert mine is not shared
    assert mine["limits"] is shared["limits"]
    assert shared["limits"] == {"rate": 500, "size": 100}


def test_a_deep_copy_shares_nothing() -> None:
    shared = defaults()

    mine = tenant_settings(shared, 500)
    mine["timeout"] = 1

    assert mine["limits"] == {"rate": 500, "size": 100}
    assert shared == defaults()


def test_equal_objects_are_counted_apart_and_one_object_once() -> None:
    tags = ["new"]

    assert distinct_objects([tags, tags, ["new"]]) == 2


def test_objects_of_a_generator_do_not_share_a_place_by_chance() -> None:
    assert distinct_objects([number] for number in range(100)) == 100


def test_first_words_are_a_copy_a_line_unless_interned() -> None:
    lines = [f"ERROR {number}" for number in range(100)] + ["INFO"]

    copies, interned = first_words(lines), first_words(lines, intern=True)

    assert copies == interned == ["ERROR"] * 100 + ["INFO"]
    assert distinct_objects(copies) == 101
    assert distinct_objects(interned) == 2


def test_a_line_without_a_word_has_no_first_one() -> None:
    with pytest.raises(IndexError, match="list index out of range"):
        first_words([" "])


def test_small_ints_are_kept_once_and_large_ones_are_not() -> None:
    assert all(is_kept_once(number) for number in range(-5, 257))
    assert not any(is_kept_once(number) for number in (-(10**9), 10**9))


def test_the_compiler_warns_of_is_with_a_literal() -> None:
    (message,) = compile_warnings("if status is 200: pass")

    assert message.startswith('"is" with ')
    assert message.endswith('Did you mean "=="?')


def test_the_compiler_does_not_mind_is_none() -> None:
    assert compile_warnings("if status is None: pass") == []


@given(st.integers(min_value=0, max_value=50))
def test_each_label_is_one_reference(labels: int) -> None:
    assert new_references(labels) == labels


def test_del_unties_the_name_and_the_last_label_keeps_the_object() -> None:
    assert survives_del(with_alias=True)
    assert not survives_del(with_alias=False)


def test_a_deleted_local_name_is_unbound() -> None:
    assert read_after_del() == "cannot access local variable 'upload' where it is not associated with a value"


def test_main_shows_which_settings_leak_into_the_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    lines = capsys.readouterr().out.splitlines()
    rates = {line.split()[0]: line.rpartition(": ")[2].rstrip("}") for line in lines if "tenant_settings" in line}
    assert rates == {"tenant_settings_wrong": "500", "tenant_settings_shallow": "500", "tenant_settings": "10"}
    assert any("1000 objects, interned 2" in line for line in lines)
    assert "+= on a list keeps the object: True on a tuple: False" in lines
