"""How much the demo's fans talk, by how a match stands; pure."""

from typing import Final

from community.core.types import JsonObject

GOALS: Final = frozenset({"match.goal", "match.own_goal"})
# Posts a minute. A stand hums through play, roars after a goal, and after a late one loudest.
BEFORE, PLAY, LATE, BREAK, AFTER = 3, 60, 85, 25, 30
ROAR, LATE_ROAR = 110, 400
ROAR_MS: Final = 90_000
LATE_ROAR_MS: Final = 60_000
LATE_FROM: Final = (2, 40 * 60_000)  # the last five minutes and what is added to them
AFTER_MS: Final = 4 * 60_000
# A match that was over before anybody came still has been talked about.
SAID_MIN: Final = 40


def posts_per_minute(state: JsonObject, *, now_ms: int, said: int) -> int:
    """The pace a match is talked about at, of which so much was said; 0 when it is long over."""
    phase = state.get("status", "scheduled")
    if phase == "scheduled":
        return BEFORE
    incidents = state.get("incidents", {}).values()
    if phase == "ended":
        ended = max((each["at"] for each in incidents), default=0)
        return AFTER if now_ms - ended < AFTER_MS or said < SAID_MIN else 0
    if phase == "break":
        return BREAK
    moment = (state["clock"]["period"], state["clock"]["clock_ms"])
    is_late = moment >= LATE_FROM
    newest = max((each["at"] for each in incidents if is_goal(each)), default=0)
    since_ms = now_ms - newest
    if is_late and since_ms < LATE_ROAR_MS:
        return LATE_ROAR
    if since_ms < ROAR_MS:
        return ROAR
    return LATE if is_late else PLAY


def is_goal(incident: JsonObject) -> bool:
    """Whether an incident is a goal that stands."""
    return incident["type"] in GOALS and not incident.get("struck", False)
