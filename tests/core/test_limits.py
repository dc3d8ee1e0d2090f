"""Limits of pace, on a real Redis: the script does what the plain model says, for both clients."""

import secrets
from itertools import count

import pytest
import redis
import redis.asyncio
from django.conf import settings
from hypothesis import given, settings as property_settings, strategies as st

from community.core import limits
from community.core.errors import TooManyError
from community.core.limits import GCRA, Limit, Pace, address_key
from community.core.types import SAFE_INTEGER_MAX

HOURLY = Limit(name="tests.hourly", count=2, per_ms=3_600_000, burst=2)
# The script's own words, but the moment is told: a test neither waits nor guesses the time.
AT_A_MOMENT = "local now_us = tonumber(ARGV[#ARGV])\n" + GCRA
START_US = 1_800_000_000_000_000
SECOND_US = 1_000_000

RUN = secrets.token_hex(4)  # the meters of an earlier run may still stand
keys = (f"{RUN}-{number}" for number in count())
# Intervals of ten seconds and more: no meter expires in Redis while a test runs.
paces = st.builds(
    lambda interval_s, burst: Limit(name="tests.p", count=1, per_ms=interval_s * 1000, burst=burst),
    st.integers(10, 100),
    st.integers(1, 5),
)
asks = st.lists(
    st.tuples(st.integers(0, 40 * SECOND_US), st.integers(1, 7)), min_size=1, max_size=25
)


@pytest.fixture(scope="module")
def client():
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        yield client
        for key in client.scan_iter(f"limit:tests.*{RUN}*"):  # another run's may be in use
            client.delete(key)


@pytest.fixture
def key():
    return next(keys)


class Meter:
    """GCRA in plain Python: how much is owed, paid off at one unit an interval."""

    def __init__(self, limit):
        self.limit, self.owed_us, self.now_us = limit, 0, START_US

    def ask(self, wait_us, cost):
        self.now_us += wait_us
        self.owed_us = max(0, self.owed_us - wait_us)
        taken = cost * self.limit.interval_us
        over_us = min(
            self.owed_us, self.owed_us + taken - self.limit.burst * self.limit.interval_us
        )
        if over_us <= 0:
            self.owed_us += taken
        free = self.limit.burst * self.limit.interval_us - self.owed_us
        left = max(0, free // self.limit.interval_us)
        return [int(over_us <= 0), left, max(0, over_us), self.owed_us]


def told(client, limit, key, *, now_us, cost):
    call = f"limit:{limit.name}:{key}", cost, 1, limit.interval_us, limit.burst, now_us
    return client.eval(AT_A_MOMENT, 1, *call)


@property_settings(max_examples=60, deadline=None)
@given(paces, asks)
def test_the_script_decides_as_the_plain_model_does(client, limit, asked):
    key, meter = next(keys), Meter(limit)
    for wait_us, cost in asked:
        wanted = meter.ask(wait_us, cost)

        assert told(client, limit, key, now_us=meter.now_us, cost=cost) == wanted


@property_settings(max_examples=60, deadline=None)
@given(paces, asks)
def test_no_span_lets_more_through_than_its_burst_and_its_length_allow(client, limit, asked):
    key, now_us, passed = next(keys), START_US, []
    for wait_us, cost in asked:
        now_us += wait_us
        ask = min(cost, limit.burst)
        passed += [(now_us, ask)] * told(client, limit, key, now_us=now_us, cost=ask)[0]

    for place, (first_us, _) in enumerate(passed):
        for length, (last_us, _) in enumerate(passed[place:], start=1):
            units = sum(ask for _, ask in passed[place : place + length])
            assert units * limit.interval_us <= (
                limit.burst * limit.interval_us + last_us - first_us
            )


def test_who_waits_as_told_passes_and_who_comes_a_moment_early_does_not(client, key):
    told(client, HOURLY, key, now_us=START_US, cost=2)

    _, _, retry_us, _ = told(client, HOURLY, key, now_us=START_US + 7, cost=1)

    assert retry_us == HOURLY.interval_us - 7
    assert told(client, HOURLY, key, now_us=START_US + 6 + retry_us, cost=1)[0] == 0
    assert told(client, HOURLY, key, now_us=START_US + 7 + retry_us, cost=1)[0] == 1


def test_a_cost_above_the_burst_passes_when_nothing_is_owed_and_is_paid_off_after(client, key):
    assert told(client, HOURLY, key, now_us=START_US, cost=5) == [1, 0, 0, 5 * HOURLY.interval_us]
    assert told(client, HOURLY, key, now_us=START_US, cost=5)[2] == 5 * HOURLY.interval_us
    assert told(client, HOURLY, key, now_us=START_US, cost=1)[2] == 4 * HOURLY.interval_us


def test_the_burst_passes_at_once_and_the_next_is_refused_and_takes_nothing(client, key):
    first, second = (limits.enforce(client, HOURLY, key) for _ in range(2))
    meter = client.get(f"limit:tests.hourly:{key}")

    with pytest.raises(TooManyError) as refused:
        limits.enforce(client, HOURLY, key)

    assert (first.is_allowed, first.remaining, second.remaining) == (True, 1, 0)
    assert 1_700_000 < refused.value.retry_after_ms <= 1_800_000
    assert refused.value.limit == "tests.hourly"
    assert client.get(f"limit:tests.hourly:{key}") == meter


def test_every_key_and_every_limit_has_its_own_meter(client, key):
    other = Limit(name="tests.other", count=2, per_ms=3_600_000, burst=2)
    limits.check(client, HOURLY, key, cost=2)

    assert limits.check(client, HOURLY, next(keys)).remaining == 1
    assert limits.check(client, other, key).remaining == 1
    assert limits.check(client, HOURLY, key).is_allowed is False


def test_all_meters_let_it_through_or_none_takes_anything(client):
    first, second = next(keys), next(keys)
    meters = [limits.Meter(limit=HOURLY, key=each) for each in (first, second)]
    limits.check(client, HOURLY, second, cost=2)

    paces = limits.check_all(client, meters)

    assert [(pace.is_allowed, pace.remaining) for pace in paces] == [(True, 2), (False, 0)]
    assert client.get(f"limit:tests.hourly:{first}") is None
    assert 1_700_000 < paces[1].retry_after_ms <= 1_800_000


def test_a_look_takes_nothing_and_says_what_one_more_would_be_told(client, key):
    meters = [limits.Meter(limit=HOURLY, key=key)]
    unused = limits.look(client, meters)
    limits.check(client, HOURLY, key, cost=2)
    used = [limits.look(client, meters) for _ in range(2)]

    assert unused == [Pace(is_allowed=True, remaining=2, retry_after_ms=0, reset_ms=0)]
    assert [(pace.is_allowed, pace.remaining) for [pace] in used] == [(False, 0)] * 2
    assert 1_700_000 < used[0][0].retry_after_ms <= 1_800_000


def test_a_meter_is_forgotten_when_it_is_paid_off(client, key):
    pace = limits.check(client, HOURLY, key)

    assert 0 < client.pttl(f"limit:tests.hourly:{key}") <= pace.reset_ms == 1_800_000


def test_a_restarted_redis_learns_the_script_again(client, key):
    client.script_flush()

    assert limits.check(client, HOURLY, key).remaining == 1
    assert limits.check(client, HOURLY, key).remaining == 0


async def test_an_async_door_shares_the_meter_of_the_others(client, key):
    client.script_flush()
    other = f"{key}-other"
    meters = [limits.Meter(limit=HOURLY, key=name) for name in (key, other, key, key)]
    async with redis.asyncio.Redis.from_url(settings.REDIS_URL) as socket_client:
        asked = await limits.acheck_each(socket_client, meters)

    assert asked[0] == Pace(is_allowed=True, remaining=1, retry_after_ms=0, reset_ms=1_800_000)
    assert [pace.is_allowed for pace in asked] == [True, True, True, False]
    assert limits.check(client, HOURLY, key).is_allowed is False
    assert limits.check(client, HOURLY, other).is_allowed is True


async def test_an_async_door_hears_what_is_wrong_with_redis(client, key):
    client.set(f"limit:{HOURLY.name}:{key}", "no number")
    async with redis.asyncio.Redis.from_url(settings.REDIS_URL) as socket_client:
        with pytest.raises(redis.ResponseError):
            await limits.acheck_each(socket_client, [limits.Meter(limit=HOURLY, key=key)])


@pytest.mark.parametrize(
    ("count", "per_ms", "interval_us"),
    [(1, 1000, 1_000_000), (3, 1, 334), (60, 60_000, 1_000_000), (SAFE_INTEGER_MAX, 1, 1)],
)
def test_an_interval_is_rounded_up_to_whole_microseconds(count, per_ms, interval_us):
    assert Limit(name="x", count=count, per_ms=per_ms, burst=1).interval_us == interval_us


@pytest.mark.parametrize(
    ("ip", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:0db8:0001:0002::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_an_address_is_reduced_to_what_one_sender_holds(ip, key):
    assert address_key(ip) == key


@pytest.mark.parametrize("text", ["", "terrace", "192.0.2.7:80", "192.0.2.0/24"])
def test_what_is_no_address_has_no_key(text):
    with pytest.raises(ValueError, match="does not appear to be"):
        address_key(text)


def test_of_two_meters_asked_at_once_the_longer_refusal_is_told_and_neither_is_taken(client, key):
    free = Limit(name="tests.free", count=1, per_ms=3_600_000, burst=5)
    limits.enforce_all(client, [limits.Meter(limit=HOURLY, key=key)])
    limits.enforce_all(client, [limits.Meter(limit=HOURLY, key=key)])

    with pytest.raises(TooManyError) as refused:
        limits.enforce_all(
            client, [limits.Meter(limit=free, key=key), limits.Meter(limit=HOURLY, key=key)]
        )

    assert refused.value.limit == HOURLY.name
    assert limits.look(client, [limits.Meter(limit=free, key=key)])[0].remaining == 5
