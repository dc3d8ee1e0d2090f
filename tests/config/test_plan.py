"""What applying would change."""

from community.config.plan import Change, Stored, changes, steps
from community.config.schema import KINDS
from tests.config.policies import changed


def stored(version, policy, **values):
    return Stored(version=version, digest=policy.digest, values=values)


def test_a_policy_never_applied_is_planned_whole():
    policy = changed("matches", incidents_max=100)

    (step,) = steps({}, {"matches": policy})

    assert (step.name, step.version, step.digest) == ("matches", 1, policy.digest)
    assert step.changes == (Change(field="incidents_max", unit="incidents", old=None, new=100),)


def test_only_what_differs_is_planned():
    old = changed("matches", incidents_max=100)
    new = changed("matches", incidents_max=120)
    same = changed("api")
    before = {"matches": stored(3, old, incidents_max=100), "api": stored(1, same)}

    (step,) = steps(before, {"matches": new, "api": same})

    assert (step.name, step.version) == ("matches", 4)
    assert step.changes == (Change(field="incidents_max", unit="incidents", old=100, new=120),)


def test_a_number_the_schema_dropped_is_told_as_gone():
    told = changes(
        {"incidents_max": 100, "moons_max": 2}, {"incidents_max": 100}, kind=KINDS["matches"]
    )

    assert told == (Change(field="moons_max", unit="", old=2, new=None),)
