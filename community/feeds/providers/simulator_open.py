"""Open play: passes, duels, carries, and what becomes of each."""

from math import exp
from typing import Literal

from community.feeds.providers import simulator_rates as rates
from community.feeds.providers.simulator_fouls import foul_by_defender, foul_by_holder, in_box
from community.feeds.providers.simulator_scene import Next, Scene
from community.feeds.providers.simulator_shots import own_goal, shoot, wants_to_shoot
from community.feeds.providers.simulator_sides import LENGTH_M, Slot, distance_m, spot_of
from community.feeds.providers.simulator_stoppages import (
    award_corner,
    award_goal_kick,
    award_throw_in,
)
from community.matches import facts

_HIGH_M, _LAUNCH_M = 30, 36
_WIDE, _DEEP_IN = 240, 700
_OWN_THIRD, _LAST_THIRD = 330, 650
_OFFSIDE_X = 700


def play_on(scene: Scene) -> Next:
    """The holder does something with the ball."""
    scene.wait("open")
    chance = scene.chance
    if wants_to_shoot(scene):
        return shoot(scene)
    if chance.happens(rates.DUEL) and scene.holder is not scene.team.keeper:
        return _duel(scene)
    if chance.happens(rates.CARRY):
        return _carry(scene)
    if scene.x > _DEEP_IN and abs(scene.y - 500) > _WIDE and chance.happens(rates.CROSS):
        return cross(scene)
    return _pass(scene)


def cross(scene: Scene) -> Next:
    """A ball from the wing into the box."""
    target = (scene.chance.near(905, 50), scene.chance.near(500, 170))
    arrives = scene.chance.happens(rates.ACCURACY["cross"])
    scene.tell(facts.MatchPass(**scene.place(to=target), accurate=arrives, kind="cross"))
    return deliver(scene, target, arrives=arrives)


def deliver(scene: Scene, target: tuple[float, float], *, arrives: bool) -> Next:
    """A ball into the box, from a wing, a corner or a free kick: headed, lost or put out."""
    chance, sender = scene.chance, scene.holder.player
    scene.move(target)
    scene.wait("shot")
    if chance.happens(rates.OWN_GOAL_FROM_CROSS):
        return own_goal(scene)
    if arrives:
        scene.holder = chance.pick(scene.team.of_roles("FW", "MF", "DF"))
        scene.passer, scene.in_air = sender, True
        return shoot(scene) if chance.happens(rates.SHOT_FROM_DELIVERY) else "open"
    if chance.happens(rates.CORNER_FROM_CROSS):
        _clear_touch(scene)
        return award_corner(scene)
    if chance.happens(rates.OVERHIT):
        return award_goal_kick(scene)
    if chance.happens(rates.CLAIMED):
        scene.turn_over(scene.opponents.keeper)
        scene.tell(facts.MatchTouch(**scene.place(), kind="keeper_out"))
        return "open"
    scene.turn_over()
    return _clear(scene)


def _pass(scene: Scene) -> Next:
    receiver, target = _target(scene)
    metres = distance_m(scene.x, scene.y, spot=target)
    kind = _kind(scene, metres)
    arrives = scene.chance.happens(_accuracy(scene, kind, target))
    scene.tell(facts.MatchPass(**scene.place(to=target), accurate=arrives, kind=kind))
    if not arrives:
        return _lose(scene, target, receiver)
    scene.passer = scene.holder.player
    scene.in_air = kind in {"high", "launch"}
    scene.move(target)
    scene.holder = receiver
    return "open"


def _target(scene: Scene) -> tuple[Slot, tuple[float, float]]:
    """Who gets the ball, and where: near team-mates first, forward ones rather than others."""
    ball = (scene.x, scene.y)
    mates = [slot for slot in (*scene.team.outfield, scene.team.keeper) if slot is not scene.holder]
    spots = [spot_of(mate, ball=ball) for mate in mates]
    weights = []
    for mate, spot in zip(mates, spots, strict=True):
        forward_m = (spot[0] - scene.x) * LENGTH_M
        weight = exp(-distance_m(*ball, spot=spot) / rates.PASS_REACH_M)
        weight *= exp(max(-20, forward_m) * rates.PASS_FORWARD)
        weights.append(weight * (rates.PASS_TO_KEEPER if mate.role == "GK" else 1))
    receiver = scene.chance.weighted(mates, weights)
    x, y = spots[mates.index(receiver)]
    return receiver, (scene.chance.near(x, 70), min(990, max(10, scene.chance.near(y, 90))))


def _kind(scene: Scene, metres: float) -> rates.PassKind:
    chance = scene.chance
    if scene.holder is scene.team.keeper and metres < _HIGH_M and chance.happens(rates.BY_HAND):
        return "hand"
    if scene.in_air and chance.happens(rates.HEADED):
        return "head"
    if metres > _LAUNCH_M and scene.holder.role in {"GK", "DF"}:
        return "launch"
    if metres > _HIGH_M:
        return "high"
    if scene.x > _LAST_THIRD - 100 and chance.happens(rates.THREADED):
        return "smart"
    return "head" if chance.happens(rates.HEADED_UNASKED) else "simple"


def _accuracy(scene: Scene, kind: rates.PassKind, target: tuple[float, float]) -> float:
    near_goal = max(0.0, (target[0] - _LAST_THIRD) / (1000 - _LAST_THIRD))
    strength = scene.team.strength - scene.opponents.strength
    return (
        rates.ACCURACY[kind]
        + rates.ACCURACY_PER_STRENGTH * strength
        - rates.ACCURACY_LOST_NEAR_GOAL * near_goal
    )


def _lose(scene: Scene, target: tuple[float, float], receiver: Slot) -> Next:
    """A pass that did not arrive: offside, out, cleared or taken by an opponent."""
    chance = scene.chance
    forward = target[0] > max(_OFFSIDE_X, scene.x)
    scene.move(target)
    scene.wait("duel")
    if forward and receiver.role == "FW" and chance.happens(rates.OFFSIDE):
        scene.holder = receiver
        scene.tell(facts.MatchOffside(**scene.place()))
        scene.turn_over()
        return "free_kick"
    if abs(target[1] - 500) > _WIDE and chance.happens(rates.PASS_OUT):
        return award_throw_in(scene)
    if forward and chance.happens(rates.OVERHIT):
        return award_goal_kick(scene)
    scene.turn_over()
    if scene.x < _OWN_THIRD and chance.happens(rates.CLEARED):
        return _clear(scene)
    if chance.happens(rates.INTERCEPTION_TOLD):
        scene.tell(facts.MatchTouch(**scene.place(), kind="touch"))
    return "open"


def _clear(scene: Scene) -> Next:
    """A defender gets rid of the ball: into touch, for a corner, or away."""
    chance = scene.chance
    away = (scene.x + chance.between(150, 450), scene.y + chance.near(0, 350))
    scene.tell(facts.MatchTouch(**scene.place(to=away), kind="clearance"))
    if chance.happens(rates.CLEARED_BEHIND):
        scene.turn_over()
        return award_corner(scene)
    scene.move(away)
    scene.wait("duel")
    if chance.happens(rates.CLEARED_OUT):
        return award_throw_in(scene)
    scene.in_air = True
    if chance.happens(rates.CLEARED_TO_OPPONENT):
        scene.turn_over()
        scene.in_air = True
        return "open"
    scene.holder = scene.team.nearest(scene.x, scene.y, chance=chance)
    return "open"


def _clear_touch(scene: Scene) -> None:
    defender = scene.opponents.nearest(1000 - scene.x, 1000 - scene.y, chance=scene.chance)
    scene.tell(facts.MatchTouch(**scene.place_of(defender), kind="clearance"))


def _carry(scene: Scene) -> Next:
    """The holder runs with the ball, or only takes it down."""
    chance = scene.chance
    runs = chance.happens(rates.ACCELERATION)
    ahead = chance.between(60, 180) if runs else chance.between(-10, 40)
    target = (min(960, scene.x + ahead), scene.y + chance.near(0, 60))
    kind: Literal["acceleration", "touch"] = "acceleration" if runs else "touch"
    scene.tell(facts.MatchTouch(**scene.place(to=target), kind=kind))
    scene.move(target)
    return "open"


def _duel(scene: Scene) -> Next:
    """The holder and an opponent contest the ball; each side's half of it is told."""
    chance = scene.chance
    opponent = scene.opponents.nearest(1000 - scene.x, 1000 - scene.y, chance=chance)
    edge = scene.team.strength - scene.opponents.strength
    won = chance.happens(rates.DUEL_WON + edge / 2)
    lost = not won and chance.happens(rates.DUEL_LOST / (1 - rates.DUEL_WON) - edge / 2)
    scene.tell(facts.MatchDuel(**scene.place(), won=won))
    scene.wait("duel")
    scene.tell(facts.MatchDuel(**scene.place_of(opponent), won=lost))
    scene.in_air = False
    if chance.happens(rates.FOUL_IN_BOX if in_box(scene) else rates.FOUL_IN_DUEL):
        if chance.happens(rates.FOUL_BY_DEFENDER):
            return foul_by_defender(scene, opponent)
        return foul_by_holder(scene)
    if won:
        scene.move((scene.x + chance.between(0, 60), scene.y))
    elif lost and chance.happens(rates.DUEL_OUT):
        scene.holder = scene.team.nearest(scene.x, scene.y, chance=chance)
        return award_throw_in(scene)
    elif lost:
        scene.turn_over(opponent)
    return "open"
