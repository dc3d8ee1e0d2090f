"""How play begins again: kick-offs, throw-ins, goal kicks, free kicks and corners."""

from community.feeds.providers import simulator_rates as rates
from community.feeds.providers.simulator_open import deliver
from community.feeds.providers.simulator_scene import Next, Scene
from community.feeds.providers.simulator_shots import shoot
from community.matches import facts

# A free kick this near the goal may be shot, from this far on it is crossed.
_SHOT_M, _CROSS_X = 31, 680


def kick_off(scene: Scene) -> Next:
    """A pass back from the middle."""
    scene.set_piece((500, 500), taker=scene.chance.pick(scene.team.of_roles("FW")))
    return _pass_to(scene, (scene.chance.near(410, 50), scene.chance.near(500, 90)))


def throw_in(scene: Scene) -> Next:
    """A throw from where the ball went out."""
    scene.wait("throw_in")
    scene.set_piece((scene.x, scene.y))
    inside = 60 if scene.y < 500 else 940  # noqa: PLR2004 -- the middle of thousandths
    target = (scene.x + scene.chance.near(25, 130), scene.chance.near(inside, 50))
    arrives = scene.chance.happens(rates.THROW_IN_ACCURACY)
    scene.tell(facts.MatchPass(**scene.place(to=target), accurate=arrives, kind="throw_in"))
    scene.move(target)
    if not arrives:
        scene.turn_over()
        return "open"
    scene.passer = scene.holder.player
    scene.holder = scene.team.other_than(scene.holder, ball=(scene.x, scene.y), chance=scene.chance)
    return "open"


def goal_kick(scene: Scene) -> Next:
    """Short to a defender, or long into a contest."""
    scene.wait("goal_kick")
    long = scene.chance.happens(rates.GOAL_KICK_LONG)
    target = (
        (scene.chance.near(520, 120), scene.chance.near(500, 350))
        if long
        else (scene.chance.near(140, 50), scene.chance.near(500, 300))
    )
    scene.tell(facts.MatchTouch(**scene.place(to=target), kind="goal_kick"))
    return _contested(scene, target) if long else _arrive(scene, target)


def free_kick(scene: Scene) -> Next:
    """A shot, a ball into the box, or a pass, by how far the goal is."""
    scene.wait("free_kick")
    chance = scene.chance
    if scene.goal_m < _SHOT_M and chance.happens(rates.FREE_KICK_SHOT):
        scene.passer = None
        return shoot(scene, origin="free_kick")
    if scene.x > _CROSS_X:
        target = (chance.near(900, 50), chance.near(500, 180))
        scene.tell(facts.MatchTouch(**scene.place(to=target), kind="free_kick"))
        return deliver(scene, target, arrives=chance.happens(rates.SET_PIECE_ARRIVES))
    target = (min(960, scene.x + chance.near(80, 160)), chance.near(scene.y, 250))
    scene.tell(facts.MatchTouch(**scene.place(to=target), kind="free_kick"))
    return _arrive(scene, target)


def corner(scene: Scene) -> Next:
    """A corner kick."""
    scene.wait("corner")
    target = (scene.chance.near(920, 40), scene.chance.near(500, 130))
    scene.tell(facts.MatchCorner(**scene.place(to=target)))
    return deliver(scene, target, arrives=scene.chance.happens(rates.SET_PIECE_ARRIVES))


def _pass_to(scene: Scene, target: tuple[float, float]) -> Next:
    scene.tell(facts.MatchPass(**scene.place(to=target), accurate=True))
    return _arrive(scene, target)


def _arrive(scene: Scene, target: tuple[float, float]) -> Next:
    scene.move(target)
    scene.passer = scene.holder.player
    scene.holder = scene.team.other_than(scene.holder, ball=(scene.x, scene.y), chance=scene.chance)
    return "open"


def _contested(scene: Scene, target: tuple[float, float]) -> Next:
    """A long ball two players jump for."""
    chance = scene.chance
    scene.move(target)
    scene.passer, scene.in_air = None, True
    scene.holder = scene.team.other_than(scene.holder, ball=(scene.x, scene.y), chance=chance)
    scene.wait("open")
    won = chance.happens(1 / 2)
    opponent = scene.opponents.nearest(1000 - scene.x, 1000 - scene.y, chance=chance)
    scene.tell(facts.MatchDuel(**scene.place(), won=won))
    scene.tell(facts.MatchDuel(**scene.place_of(opponent), won=not won))
    if not won:
        scene.turn_over(opponent)
        scene.in_air = True
    return "open"
