import threading
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nosql_examples import rate_limit
from nosql_examples.rate_limit import Decision, TokenBucket, headers
from nosql_examples.server import Client, answer

REQUESTS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 3)), max_size=25)


class Model:
    """A token bucket in plain Python, in exact quarters of a second."""

    def __init__(self, capacity: int, per_second: float) -> None:
        self.capacity, self.per_second = capacity, per_second
        self.tokens, self.at = float(capacity), 0.0

    def take(self, cost: int, now: float) -> bool:
        self.tokens = min(self.capacity, self.tokens + (now - self.at) * self.per_second)
        self.at = now
        if self.tokens < cost:
            return False
        self.tokens -= cost
        return True


@settings(max_examples=40)
@given(waits=REQUESTS, capacity=st.integers(3, 6), per_second=st.sampled_from([0.25, 0.5, 1.0, 4.0]))
def test_it_decides_as_the_model_does(
    waits: list[tuple[int, int]], capacity: int, per_second: float, client: Client, unique: str
) -> None:
    name = f"{unique}:{uuid.uuid4().hex}"  # each example of Hypothesis has its own
    bucket, model = TokenBucket(client, name, capacity, per_second), Model(capacity, per_second)
    now = 0.0
    for quarters, cost in waits:
        now += quarters / 4
        decision = bucket.take("somebody", cost, now)
        assert decision.allowed is model.take(cost, now)
        assert decision.remaining == int(model.tokens)
        expected = 0 if decision.allowed else (cost - model.tokens) / per_second
        assert decision.retry_after == pytest.approx(expected)


def test_a_refused_request_may_go_on_after_what_it_was_told(client: Client, unique: str) -> None:
    bucket = TokenBucket(client, unique, capacity=1, per_second=0.3)
    assert bucket.take("a", now=100).allowed
    refused = bucket.take("a", now=101)
    assert not refused.allowed
    assert not bucket.take("a", now=101 + refused.retry_after - 0.001).allowed
    assert bucket.take("a", now=101 + refused.retry_after + 0.001).allowed


def test_callers_do_not_share_a_bucket(client: Client, unique: str) -> None:
    bucket = TokenBucket(client, unique, capacity=1, per_second=1)
    assert [bucket.take(caller, now=1).allowed for caller in ("a", "b", "a")] == [True, True, False]


def test_a_clock_that_goes_back_neither_gives_nor_takes_tokens(client: Client, unique: str) -> None:
    bucket = TokenBucket(client, unique, capacity=2, per_second=1)
    assert [bucket.take("a", now=now).allowed for now in (100, 50, 50, 100)] == [True, True, False, False]


def test_without_a_time_the_clock_is_that_of_the_server(client: Client, unique: str) -> None:
    bucket = TokenBucket(client, unique, capacity=1, per_second=1)
    seconds, _ = answer(client.time())
    assert bucket.take("a", now=seconds - 10).allowed
    assert bucket.take("a").allowed, "ten seconds have passed for the server"
    assert bucket.take("b", now=seconds + 1_000).allowed
    assert not bucket.take("b").allowed, "none has passed"


def test_many_processes_together_get_no_more_than_one_would(clients: list[Client], unique: str) -> None:
    allowed: list[bool] = []
    start = threading.Barrier(len(clients))

    def ask(client: Client) -> None:
        bucket = TokenBucket(client, unique, capacity=25, per_second=0.001)
        start.wait()
        allowed.extend([bucket.take("a").allowed for _ in range(30)])

    threads = [threading.Thread(target=ask, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(allowed), sum(allowed)) == (90, 25)


def test_a_bucket_that_is_full_again_is_forgotten(client: Client, unique: str) -> None:
    TokenBucket(client, unique, capacity=10, per_second=2).take("a", cost=4)
    left: int = answer(client.pttl(f"{unique}:a"))
    assert 2_000 < left <= 3_000


@pytest.mark.parametrize(
    ("capacity", "rate", "message"),
    [
        (0, 1.0, "capacity must be at least 1, not 0"),
        (1, 0.0, r"per_second must be above 0 and finite, not 0\.0"),
        (1, float("nan"), "per_second must be above 0 and finite, not nan"),
        (1, float("inf"), "per_second must be above 0 and finite, not inf"),
    ],
)
def test_a_limit_that_is_none_is_refused(capacity: int, rate: float, message: str, client: Client) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        TokenBucket(client, "x", capacity, rate)


@pytest.mark.parametrize("cost", [0, -1, 6])
def test_a_cost_that_can_never_be_paid_is_refused(cost: int, client: Client) -> None:
    with pytest.raises(ValueError, match=f"^cost must be from 1 to 5, not {cost}$"):
        TokenBucket(client, "x", 5, 1).take("a", cost)


def test_headers() -> None:
    assert headers(Decision(True, 3, 0)) == {"RateLimit-Remaining": "3"}
    assert headers(Decision(False, 0, 1.2)) == {"RateLimit-Remaining": "0", "Retry-After": "2"}
    assert headers(Decision(False, 0, 2.0))["Retry-After"] == "2"


@pytest.mark.usefixtures("story")
def test_main_sends_a_burst(capsys: pytest.CaptureFixture[str]) -> None:
    rate_limit.main()
    told = capsys.readouterr().out
    assert [line.split()[2] for line in told.splitlines()[:8]] == ["200"] * 3 + ["429", "429", "200", "429", "200"]
    assert "another caller: True" in told
