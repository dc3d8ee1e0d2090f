"""Fouls and what they cost: cards, sendings-off, penalties."""

from community.feeds.providers import simulator_rates as rates
from community.feeds.providers.protocol import Retraction
from community.feeds.providers.simulator_scene import Next, Scene
from community.feeds.providers.simulator_sides import Slot
from community.feeds.providers.simulator_stoppages import (
    Look,
    award_goal_kick,
    make_changes,
    upheld,
)
from community.matches import facts
from community.matches.facts import Side

# A penalty area is 16.5 m deep and 40.3 m wide (law 1), on a pitch of 105 by 68.
_BOX_X, _BOX_Y = 843, (204, 796)


def in_box(scene: Scene) -> bool:
    """Whether the ball lies in the penalty area of the side without it."""
    return scene.x > _BOX_X and _BOX_Y[0] < scene.y < _BOX_Y[1]


def foul_by_defender(scene: Scene, defender: Slot) -> Next:
    """An opponent fouls the holder."""
    scene.tell(facts.MatchFoul(**scene.place_of(defender)))
    if in_box(scene):
        return _penalty(scene, defender)
    _punish(scene, scene.other, defender)
    make_changes(scene)
    scene.set_piece((scene.x, scene.y))
    return "free_kick"


def foul_by_holder(scene: Scene) -> Next:
    """The holder fouls an opponent."""
    scene.tell(facts.MatchFoul(**scene.place()))
    _punish(scene, scene.side, scene.holder)
    scene.turn_over()
    make_changes(scene)
    scene.set_piece((scene.x, scene.y))
    return "free_kick"


def _penalty(scene: Scene, defender: Slot) -> Next:
    award = scene.tell(facts.MatchPenalty(**scene.moment, side=scene.side))
    look = Look(
        subject="penalty", target=award, side=scene.side, overturned=rates.VAR_PENALTY_OVERTURNED
    )
    if scene.chance.happens(rates.VAR_AFTER_PENALTY) and not upheld(scene, look):
        scene.tell(Retraction(target=award, reason="No foul on review."))
        return award_goal_kick(scene)
    _punish(scene, scene.other, defender)
    return "penalty"


def _punish(scene: Scene, side: Side, slot: Slot) -> None:
    """Show a card, or none."""
    team, player = scene.teams[side], slot.player
    assert player is not None, "who contests a ball is on the pitch"
    if scene.chance.happens(rates.RED) and team.may_lose_one:
        _send_off(scene, side, slot)
        return
    booked = player in team.booked
    care = rates.CARE_WHEN_BOOKED if booked else 1
    if not scene.chance.happens(rates.YELLOW * care) or (booked and not team.may_lose_one):
        return
    scene.wait("card")
    card = facts.MatchCard(**scene.deed(side, slot), colour="second_yellow" if booked else "yellow")
    scene.tell(card)
    team.booked.add(player)
    if booked:
        slot.player = None


def _send_off(scene: Scene, side: Side, slot: Slot) -> None:
    scene.wait("card")
    card = scene.tell(facts.MatchCard(**scene.deed(side, slot), colour="red"))
    if scene.chance.happens(rates.VAR_AFTER_RED):
        upheld(scene, Look(subject="red_card", target=card, side=side, overturned=0))
    slot.player = None
