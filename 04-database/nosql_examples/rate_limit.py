"""A rate limit for all processes together: a token bucket in a Lua script, which the server runs as one step.

A bucket holds at most ``capacity`` tokens and gains ``per_second``; a request takes one or is refused. It allows a
burst and then a steady rate. Read, compute, write from Python would be three steps, and two processes would both read
the last token. A script is one: nothing else runs on the server meanwhile, so it has to be short. The time is the
server's, since clocks of clients differ. What the caller is, decides what the limit is worth: an account, not an
address that thousands share or that an attacker changes.

Cost: one round trip a request, one small hash for each caller; it expires when the bucket would be full again.
Not for: fairness between callers, or a limit on work in progress (a semaphore). At work a gateway often does it. And
decide beforehand what happens when the store is down: let all through, or nobody.
Asked: fixed window, sliding window, token bucket: what does each let through at its worst? (A fixed window lets twice
its limit through around its edge.)
Source: https://valkey.io/topics/eval-intro/, draft-ietf-httpapi-ratelimit-headers-06 (later drafts have the fields
``RateLimit`` and ``RateLimit-Policy`` instead), RFC 9110 section 10.2.3 (Retry-After)
"""

import math
from dataclasses import dataclass

from nosql_examples.server import Client, namespace, store

SCRIPT = """
local capacity, per_second, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local now
if ARGV[4] == '' then
    local time = server.call('TIME')
    now = tonumber(time[1]) + tonumber(time[2]) / 1000000
else
    now = tonumber(ARGV[4])
end
local stored = server.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(stored[1]) or capacity
local at = tonumber(stored[2]) or now
tokens = math.min(capacity, tokens + math.max(0, now - at) * per_second)
local allowed = tokens >= cost
if allowed then
    tokens = tokens - cost
end
at = math.max(now, at)
server.call('HSET', KEYS[1], 'tokens', string.format('%.17g', tokens), 'at', string.format('%.17g', at))
server.call('PEXPIRE', KEYS[1], math.ceil((capacity - tokens) / per_second * 1000) + 1000)
local wait = 0
if not allowed then
    wait = (cost - tokens) / per_second
end
return {allowed and 1 or 0, math.floor(tokens), string.format('%.17g', wait)}
"""


@dataclass(frozen=True)
class Decision:
    """Whether a request may go on, how many more may now, and after how many seconds a refused one may (else 0)."""

    allowed: bool
    remaining: int
    retry_after: float


class TokenBucket:
    """A limit of ``capacity`` requests at once and ``per_second`` in the long run, for each caller by itself."""

    def __init__(self, client: Client, name: str, capacity: int, per_second: float) -> None:
        """Keep each caller's bucket under the key ``NAME:CALLER``; it expires a second after it would be full again.

        Raise ValueError for a capacity below 1 or a rate that is not above 0, or is infinite.

        Messages: ``capacity must be at least 1, not 0``, ``per_second must be above 0 and finite, not -1``.
        """
        if capacity < 1:
            raise ValueError(f"capacity must be at least 1, not {capacity}")
        if not 0 < per_second < math.inf:
            raise ValueError(f"per_second must be above 0 and finite, not {per_second}")
        self._name, self._capacity, self._per_second = name, capacity, per_second
        self._script = client.register_script(SCRIPT)  # sent once, then called by its hash

    def take(self, caller: str, cost: int = 1, now: float | None = None) -> Decision:
        """Take tokens for a request if they are there; a refused request takes none.

        ``now``, in seconds since 1970, stands in for the server's clock; one before the last gives and takes none.
        Raise ValueError for a cost that no bucket could ever pay: ``cost must be from 1 to 5, not 6``.
        """
        if not 1 <= cost <= self._capacity:
            raise ValueError(f"cost must be from 1 to {self._capacity}, not {cost}")
        allowed, remaining, wait = self._script(
            keys=[f"{self._name}:{caller}"],
            args=[self._capacity, self._per_second, cost, "" if now is None else repr(float(now))],
        )
        return Decision(bool(allowed), int(remaining), float(wait))


def headers(decision: Decision) -> dict[str, str]:
    """Return what an HTTP answer says of a decision: ``RateLimit-Remaining``, and ``Retry-After`` when refused.

    ``Retry-After`` is in whole seconds, rounded up.
    """
    found = {"RateLimit-Remaining": str(decision.remaining)}
    if not decision.allowed:
        found["Retry-After"] = str(int(-(-decision.retry_after // 1)))
    return found


def main() -> None:
    """Send a burst of requests, then one later."""
    with store() as client, namespace(client) as prefix:
        bucket = TokenBucket(client, f"{prefix}:api", capacity=3, per_second=0.5)
        for second in (0, 0, 0, 0, 1, 2, 2, 10):
            decision = bucket.take("203.0.113.7", now=1_000 + second)
            print(f"second {second:2}: {'200' if decision.allowed else '429'}", headers(decision))
        print("another caller:", bucket.take("198.51.100.2", now=1_010).allowed)


if __name__ == "__main__":
    main()
