"""What a recording tells, counted plainly: an answer of its own, not the fold's."""

from collections import Counter

SIDES = ("home", "away")
SCORED = ("match.goal", "match.own_goal")


def of_type(recording, *types):
    return [event for event in recording.events if event.type in types]


def names(recording):
    return {
        player.id: player.name
        for club in (recording.sheet.home, recording.sheet.away)
        for player in club.players
    }


def struck(recording):
    """Ids of the events taken back."""
    return {event.data.target for event in of_type(recording, "match.retracted")}


def goals(recording, *, periods=(1, 2, 3, 4)):
    taken_back = struck(recording)
    return [
        event
        for event in of_type(recording, *SCORED)
        if event.id not in taken_back and event.data.period in periods
    ]


def by_side(events):
    counted = Counter(event.data.side for event in events)
    return {side: counted[side] for side in SIDES}


def score(recording, *, periods=(1, 2, 3, 4)):
    return by_side(goals(recording, periods=periods))


def cards(recording, colour):
    return by_side(
        event for event in of_type(recording, "match.card") if event.data.colour == colour
    )
