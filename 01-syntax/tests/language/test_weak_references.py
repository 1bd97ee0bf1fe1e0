import gc
import weakref
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.weak_references import (
    Session,
    Signal,
    SlottedOrder,
    Tenant,
    TenantCache,
    TrackedOrder,
    main,
    outlives,
    refusal,
)


@pytest.fixture(autouse=True)
def no_cached_tenants() -> Iterator[None]:
    yield
    Tenant.total_wrong.cache_clear()


@given(st.lists(st.integers()))
def test_totals_are_sums(prices: list[int]) -> None:
    tenant = Tenant("acme", tuple(prices))

    assert tenant.total == tenant.total_wrong() == sum(prices)
    assert tenant.name == "acme"


def test_a_cache_on_a_method_keeps_the_object() -> None:
    assert outlives(Tenant.total_wrong)
    assert not outlives(lambda tenant: tenant.total)
    assert not outlives(lambda tenant: None)


def test_tenants_in_use_are_shared() -> None:
    cache = TenantCache()

    acme, again, other = cache.get("acme"), cache.get("acme"), cache.get("umbrella")

    assert acme is again
    assert acme is not other
    assert (cache.loads, len(cache)) == (2, 2)


def test_a_tenant_that_nobody_uses_is_loaded_again() -> None:
    cache = TenantCache()

    cache.get("acme")
    assert len(cache) == 0
    cache.get("acme")

    assert cache.loads == 2


def test_listeners_are_called_in_order_and_leave_with_their_owner() -> None:
    signal, first, second = Signal(), Session(), Session()
    signal.connect(first.receive)
    signal.connect(second.receive)

    called = [signal.send("paid")]
    del first
    called.append(signal.send("sent"))

    assert called == [2, 1]
    assert second.received == ["paid", "sent"]


def test_a_plain_weak_reference_to_a_bound_method_is_dead_at_once() -> None:
    session = Session()

    plain, bound = weakref.ref(session.receive), weakref.WeakMethod(session.receive)

    # pytest keeps the parts of an assertion alive, so the references are looked through before.
    dead, alive = plain() is None, bound() is not None
    assert (dead, alive) == (True, True)


def test_a_signal_takes_methods_only() -> None:
    with pytest.raises(TypeError):
        Signal().connect(print)


@pytest.mark.parametrize(
    "thing", ["a", 1, 1.5, (), [], {}, None, SlottedOrder(7)], ids=lambda thing: type(thing).__name__
)
def test_what_cannot_be_referred_to_weakly(thing: object) -> None:
    assert refusal(thing) == f"cannot create weak reference to '{type(thing).__name__}' object"


@pytest.mark.parametrize("thing", [{1}, Tenant("acme"), TrackedOrder(7)], ids=lambda thing: type(thing).__name__)
def test_what_can_be_referred_to_weakly(thing: object) -> None:
    assert refusal(thing) == ""


def test_room_for_weak_references_brings_no_dictionary() -> None:
    order = TrackedOrder(7)

    assert order.number == 7
    assert not hasattr(order, "__dict__")


def test_main_shows_who_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    main()

    printed = capsys.readouterr().out
    assert "lru_cache on the method: leaked" in printed
    assert "cached_property:         freed" in printed
    assert "the same object: True, loads: 1, cached: 1" in printed
    assert "1 called; the other got ['order 7 paid', 'order 7 sent']" in printed
    gc.collect()
    assert Tenant.total_wrong.cache_info().currsize == 0
