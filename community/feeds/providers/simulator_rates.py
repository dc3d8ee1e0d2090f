"""How often things happen in a simulated match, and how long they take.

Measured: the Wyscout open dataset (Pappalardo et al., Sci Data 6:236, 2019, CC BY 4.0). Window
rates over its 1,941 matches come to a match's 2.6 goals, 9.8 corners, 3.7 cards and 24 shots with
added time; accuracies and gaps are those of 14 of them. Tuned: chosen so that simulated matches
come out at those counts; tests/feeds/providers/test_simulator.py holds them there.
"""

from typing import Final, Literal

from community.feeds.providers.simulator_chance import Chance

PassKind = Literal["simple", "high", "cross", "head", "hand", "launch", "smart"]

# Measured: share of passes that arrive, by kind.
ACCURACY: Final[dict[PassKind, float]] = {
    "simple": 0.92,
    "high": 0.58,
    "cross": 0.31,
    "head": 0.63,
    "hand": 0.97,
    "launch": 0.55,
    "smart": 0.43,
}
# Tuned: a club one tenth stronger than the league's middle finds its man this much more often.
ACCURACY_PER_STRENGTH: Final = 0.25
# Tuned: in the last third the same pass is harder.
ACCURACY_LOST_NEAR_GOAL: Final = 0.18
THROW_IN_ACCURACY: Final = 0.90

# Measured: 203 pairs of duels to 873 passes. Tuned: what a duel ends in.
DUEL: Final = 0.165
DUEL_WON: Final = 0.40
DUEL_LOST: Final = 0.28
FOUL_IN_DUEL: Final = 0.138
# Tuned for 0.25 penalties a match: few duels are that near the goal, and desperate ones.
FOUL_IN_BOX: Final = 0.22
FOUL_BY_DEFENDER: Final = 0.76
DUEL_OUT: Final = 0.25
# Measured: 13 accelerations and 100 other touches a match.
CARRY: Final = 0.085
ACCELERATION: Final = 0.16

# Measured: 3.6 yellow cards and 0.1 red ones to 22.5 fouls; booked players take care (tuned).
YELLOW: Final = 0.16
RED: Final = 0.004
CARE_WHEN_BOOKED: Final = 0.2
# Tuned: what passes do. Reach in metres: a mate this much further off is found 1/e as often.
PASS_REACH_M: Final = 13.0
PASS_FORWARD: Final = 0.07
PASS_TO_KEEPER: Final = 1.0
PASS_OUT: Final = 0.45
BY_HAND: Final = 0.8
HEADED: Final = 0.5
HEADED_UNASKED: Final = 0.03
THREADED: Final = 0.07
CROSS: Final = 0.9
OVERHIT: Final = 0.30
CLAIMED: Final = 0.20
CLEARED: Final = 0.6
CLEARED_BEHIND: Final = 0.07
CLEARED_OUT: Final = 0.5
CLEARED_TO_OPPONENT: Final = 0.5
INTERCEPTION_TOLD: Final = 0.6
SHOT_FROM_DELIVERY: Final = 0.5
# Tuned: what restarts do.
GOAL_KICK_LONG: Final = 0.45
FREE_KICK_SHOT: Final = 0.6
SET_PIECE_ARRIVES: Final = 0.35

# Chosen: three penalties in four are scored.
PENALTY_SCORED: Final = 0.76
PENALTY_SAVED: Final = 0.70

# Tuned for 24 shots a match, a third on target, one in ten a goal (measured).
SHOT_NEAR: Final = 0.74
SHOT_FADES_M: Final = 9.0
SHOT_RANGE_M: Final = 33.0
SHOT_BLOCKED: Final = 0.27
SHOT_ON_TARGET: Final = 0.50
GOAL_NEAR: Final = 0.67
GOAL_FADES_M: Final = 17.0
HOME_URGE: Final = 1.12
HOME_STRENGTH: Final = 0.05
TRAILING_URGE: Final = 1.12
SAVE_HELD: Final = 0.68
# Tuned for 9.8 corners a match.
CORNER_FROM_BLOCK: Final = 0.42
CORNER_FROM_SAVE: Final = 0.42
CORNER_FROM_CROSS: Final = 0.15
# Tuned: one match in ten has an own goal (2 in 14 measured).
OWN_GOAL_FROM_CROSS: Final = 0.0028
OFFSIDE: Final = 0.2

# Chosen: a goal is looked at one time in eight, and three in ten of those do not stand.
VAR_AFTER_GOAL: Final = 0.12
VAR_GOAL_OVERTURNED: Final = 0.30
VAR_AFTER_PENALTY: Final = 0.30
VAR_PENALTY_OVERTURNED: Final = 0.20
VAR_AFTER_RED: Final = 0.50
# Chosen: a source names the wrong scorer in one goal of twelve, and mends it within minutes.
SCORER_MISTAKEN: Final = 0.08

# Milliseconds, least and mean, before the next touch and before each restart: after the measured
# medians. The last four are chosen.
GAPS_MS: Final[dict[str, tuple[int, int]]] = {
    "open": (600, 2_800),
    "duel": (150, 900),
    "shot": (700, 1_500),
    "save": (600, 1_100),
    "throw_in": (3_500, 14_000),
    "goal_kick": (9_000, 25_000),
    "free_kick": (6_000, 25_000),
    "corner": (15_000, 29_000),
    "penalty": (50_000, 80_000),
    "kick_off": (40_000, 60_000),
    "card": (5_000, 12_000),
    "change": (8_000, 15_000),
    "var_begins": (8_000, 18_000),
    "var_lasts": (30_000, 70_000),
    "mending": (40_000, 110_000),
}
# Chosen: a source tells the time when nothing else happened for this long.
CLOCK_TOLD_MS: Final = 15_000

HALF_MS: Final = 45 * 60_000
# Measured minutes of added time: median and 95th percentile 1.06 and 3.59, then 3.63 and 6.22.
_FIRST_ADDED_MIN: Final = (0.2, 1.25)
_SECOND_ADDED_MIN: Final = (3.7, 3.2)
_ADDED_LEAST_MS: Final = 30_000


def added_ms(chance: Chance, period: int) -> int:
    """Time added to a half."""
    if period == 1:
        least, mean = (round(minutes * 60_000) for minutes in _FIRST_ADDED_MIN)
        return chance.lapse_ms(least, mean)
    middle, spread = _SECOND_ADDED_MIN
    return max(_ADDED_LEAST_MS, round(chance.near(middle, spread) * 60_000))
