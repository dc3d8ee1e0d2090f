"""When play stops: who gets the ball, who comes on, what the video referee says."""

from dataclasses import dataclass
from typing import Literal

from community.feeds.providers.simulator_scene import Next, Scene
from community.matches import facts
from community.matches.facts import Side

_GOAL_AREA = (55, 500)
_FLAGS = ((1000, 0), (1000, 1000))


@dataclass(frozen=True, kw_only=True)
class Look:
    """What the video referee looks at: an event of a side, overturned with a probability."""

    subject: Literal["goal", "penalty", "red_card"]
    target: str
    side: Side
    overturned: float


def upheld(scene: Scene, look: Look) -> bool:
    """Let the video referee look; whether what he looked at stands."""
    scene.wait("var_begins")
    _tell_look(scene, look, "checking")
    scene.wait("var_lasts")
    stands = not scene.chance.happens(look.overturned)
    _tell_look(scene, look, "stands" if stands else "overturned")
    return stands


def make_changes(scene: Scene) -> None:
    """Bring on whoever is due to come on, on either side."""
    for side, team in scene.teams.items():
        while team.changes_due and team.changes_due[0] <= (scene.period, scene.clock_ms):
            team.changes_due.pop(0)
            came, gone = team.change(scene.chance)
            scene.wait("change")
            scene.tell(facts.MatchSubstitution(**scene.moment, side=side, player=came, off=gone))


def award_throw_in(scene: Scene) -> Next:
    """The side with the ball put it over the touchline."""
    edge = 0 if scene.y < 500 else 1000  # noqa: PLR2004 -- the middle of thousandths
    scene.move((scene.x, edge))
    scene.tell(facts.MatchTouch(**scene.place(), kind="ball_out"))
    scene.turn_over()
    make_changes(scene)
    return "throw_in"


def award_goal_kick(scene: Scene) -> Next:
    """The side with the ball put it over the other's goal line."""
    scene.move((1000, scene.y))
    scene.tell(facts.MatchTouch(**scene.place(), kind="ball_out"))
    scene.turn_over()
    make_changes(scene)
    scene.set_piece(_GOAL_AREA, taker=scene.team.keeper)
    return "goal_kick"


def award_corner(scene: Scene) -> Next:
    """A defender put the ball over his own goal line."""
    flag = _FLAGS[scene.y > scene.chance.near(500, 150)]
    make_changes(scene)
    scene.set_piece(flag, taker=scene.chance.pick(scene.team.of_roles("MF", "FW")))
    return "corner"


def _tell_look(
    scene: Scene, look: Look, outcome: Literal["checking", "stands", "overturned"]
) -> None:
    check = facts.MatchVarCheck(
        **scene.moment, subject=look.subject, outcome=outcome, side=look.side, target=look.target
    )
    scene.tell(check)
