"""Shots and what becomes of them: saves, blocks and goals."""

from math import exp
from typing import Literal

import msgspec

from community.feeds.providers import simulator_rates as rates
from community.feeds.providers.protocol import Amendment, Retraction
from community.feeds.providers.simulator_scene import Next, Scene
from community.feeds.providers.simulator_stoppages import (
    Look,
    award_corner,
    award_goal_kick,
    make_changes,
    upheld,
)
from community.matches import facts
from community.matches.facts import Told

Origin = Literal["open_play", "free_kick"]

_SPOT = (895, 500)


def wants_to_shoot(scene: Scene) -> bool:
    """Whether the holder tries his luck: the likelier, the nearer; a side behind tries more."""
    if scene.goal_m > rates.SHOT_RANGE_M:
        return False
    urge = rates.SHOT_NEAR * exp(-max(0.0, scene.goal_m - 6) / rates.SHOT_FADES_M)
    urge *= scene.team.strength**2
    urge *= rates.HOME_URGE if scene.side == "home" else 1 / rates.HOME_URGE
    urge *= rates.TRAILING_URGE if scene.team.goals < scene.opponents.goals else 1
    return scene.chance.happens(urge)


def shoot(scene: Scene, *, origin: Origin = "open_play") -> Next:
    """A shot by the holder from where the ball is."""
    chance = scene.chance
    blocked = chance.happens(rates.SHOT_BLOCKED)
    on_target = not blocked and chance.happens(rates.SHOT_ON_TARGET)
    scene.tell(facts.MatchShot(**scene.place(), on_target=on_target, origin=origin))
    scene.wait("shot")
    if blocked:
        return _blocked(scene)
    if not on_target:
        return award_goal_kick(scene)
    if chance.happens(rates.GOAL_NEAR * exp(-scene.goal_m / rates.GOAL_FADES_M)):
        return _score(scene, penalty=False)
    return _saved(scene)


def penalty(scene: Scene) -> Next:
    """A penalty kick."""
    chance = scene.chance
    scene.wait("penalty")
    scene.set_piece(_SPOT, taker=chance.pick(scene.team.of_roles("MF", "FW")))
    scored = chance.happens(rates.PENALTY_SCORED)
    on_target = scored or chance.happens(rates.PENALTY_SAVED)
    scene.tell(facts.MatchShot(**scene.place(), on_target=on_target, origin="penalty"))
    if scored:
        return _score(scene, penalty=True)
    scene.wait("shot")
    return _saved(scene) if on_target else award_goal_kick(scene)


def own_goal(scene: Scene) -> Next:
    """A defender puts a cross past his own keeper; the side that has the ball is credited."""
    unlucky = scene.opponents.nearest(1000 - scene.x, 1000 - scene.y, chance=scene.chance)
    scene.tell(facts.MatchTouch(**scene.place_of(unlucky), kind="touch"))
    goal = facts.MatchOwnGoal(**scene.moment, side=scene.side, player=unlucky.player)
    return _celebrate(scene, scene.tell(goal))


def _blocked(scene: Scene) -> Next:
    scene.move((min(scene.x + 40, 960), scene.y))
    blocker = scene.opponents.nearest(1000 - scene.x, 1000 - scene.y, chance=scene.chance)
    scene.tell(facts.MatchTouch(**scene.place_of(blocker), kind="touch"))
    if scene.chance.happens(rates.CORNER_FROM_BLOCK):
        return award_corner(scene)
    if scene.chance.happens(1 / 2):
        scene.turn_over(blocker)
    else:
        scene.holder = scene.team.nearest(scene.x, scene.y, chance=scene.chance)
    return "open"


def _saved(scene: Scene) -> Next:
    keeper = scene.opponents.keeper
    scene.move((975, 500))
    scene.tell(facts.MatchSave(**scene.place_of(keeper)))
    if scene.chance.happens(rates.CORNER_FROM_SAVE):
        return award_corner(scene)
    scene.wait("save")
    if scene.chance.happens(rates.SAVE_HELD):
        scene.turn_over(keeper)
        return "open"
    scene.move((scene.chance.near(880, 60), scene.chance.near(500, 200)))
    scene.holder = scene.team.nearest(scene.x, scene.y, chance=scene.chance)
    if scene.chance.happens(1 / 2):
        scene.turn_over()
    return "open"


def _score(scene: Scene, *, penalty: bool) -> Next:
    scorer, assist = scene.holder, None if penalty else scene.passer
    goal = facts.MatchGoal(
        **scene.deed(scene.side, scorer),
        assist=assist if assist != scorer.player else None,
        penalty=penalty,
    )
    mistaken = _mistaken(scene, goal)
    if mistaken is None:
        return _celebrate(scene, scene.tell(goal))
    told = Told(type="match.goal", v=1, data=msgspec.to_builtins(goal))
    goal_id = scene.tell(mistaken)
    amendment = Amendment(target=goal_id, after=told, reason="Scorer corrected.")
    scene.tell_later("mending", amendment)
    scene.team.goals += 1
    return _kick_off(scene)


def _mistaken(scene: Scene, goal: facts.MatchGoal) -> facts.MatchGoal | None:
    """The goal as first told, now and then, with a team-mate for its scorer."""
    if goal.penalty or not scene.chance.happens(rates.SCORER_MISTAKEN):
        return None
    mates = [slot.player for slot in scene.team.outfield]
    others = [player for player in mates if player not in {goal.player, goal.assist}]
    return msgspec.structs.replace(goal, player=scene.chance.pick(others))


def _celebrate(scene: Scene, goal_id: str) -> Next:
    look = Look(
        subject="goal", target=goal_id, side=scene.side, overturned=rates.VAR_GOAL_OVERTURNED
    )
    if scene.chance.happens(rates.VAR_AFTER_GOAL) and not upheld(scene, look):
        scene.tell(Retraction(target=goal_id, reason="Offside in the build-up."))
        scene.turn_over()
        scene.set_piece((170, 500))
        return "free_kick"
    scene.team.goals += 1
    return _kick_off(scene)


def _kick_off(scene: Scene) -> Next:
    scene.turn_over()
    make_changes(scene)
    scene.wait("kick_off")
    return "kick_off"
