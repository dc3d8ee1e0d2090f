"""The policy of reputation: what earns and costs how much, how fast it fades, what it allows."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Annotated, TypeAlias

from msgspec import Meta

from community.config.numbers import Policy, number

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
Season: TypeAlias = Annotated[str, Meta(pattern=rf"^{_DAY}/{_DAY}\Z")]
Points: TypeAlias = Annotated[int, Meta(ge=1, le=1_000_000)]
Percent: TypeAlias = Annotated[int, Meta(ge=10, le=1_000)]

_YEAR_S = 31_536_000


def _points(means: str) -> Meta:
    return number("points", ge=0, le=1_000, means=means)


def _half_life(means: str) -> Meta:
    return number("s", ge=3_600, le=10 * _YEAR_S, means=means)


def _level(means: str) -> Meta:
    return number("level", ge=0, le=12, means=means)


class ReputationPolicy(Policy, frozen=True, kw_only=True):
    """Awards, their weights, caps and half-lives; levels, and what each of them may do."""

    comment_vote_points: Annotated[int, _points("An up-vote on a comment, before its weight.")]
    insight_vote_points: Annotated[int, _points("An up-vote on an insight, before its weight.")]
    down_vote_points: Annotated[int, _points("What a down-vote costs, before its weight.")]
    upheld_points: Annotated[int, _points("An insight that the stand upheld.")]
    refuted_points: Annotated[int, _points("What an insight costs that the stand refuted.")]
    hidden_points: Annotated[int, _points("What a post costs that a moderator hid.")]
    sanction_points: Annotated[int, _points("What being slowed, muted or suspended costs.")]
    comment_half_life_s: Annotated[int, _half_life("Half-life of votes on comments.")]
    insight_half_life_s: Annotated[int, _half_life("Half-life of votes on insights, and outcomes.")]
    penalty_half_life_s: Annotated[int, _half_life("Half-life of what moderators took.")]
    weight_least_milli: Annotated[
        int, number("thousandths", ge=0, le=1_000, means="The least a vote weighs.")
    ]
    weight_most_milli: Annotated[
        int, number("thousandths", ge=1_000, le=16_000, means="The most a vote weighs.")
    ]
    weight_scale_points: Annotated[
        int,
        number("points", ge=1, le=10_000, means="Nine times as many points make a vote weigh two."),
    ]
    new_for_s: Annotated[
        int, number("s", ge=0, le=2_592_000, means="Age up to which an account's votes weigh less.")
    ]
    new_percent: Annotated[
        int, number("percent", ge=0, le=100, means="What is left of a new account's vote.")
    ]
    day_points_max: Annotated[
        int, number("points", ge=1, le=100_000, means="What one day may earn somebody at most.")
    ]
    giver_day_points_max: Annotated[
        int, number("points", ge=1, le=10_000, means="What one giver's day may earn one author.")
    ]
    giver_match_votes_max: Annotated[
        int,
        number(
            "votes", ge=1, le=100, means="Votes of one giver for one author that count a match."
        ),
    ]
    frozen: Annotated[
        list[Season],
        Meta(
            max_length=64,
            description="Times out of season in which nothing fades: first day/first day after.",
            extra={"unit": "days"},
        ),
    ]
    outcome_votes_min: Annotated[
        int, number("votes", ge=1, le=10_000, means="Votes before an insight's outcome is told.")
    ]
    outcome_permille: Annotated[
        int,
        number("permille", ge=501, le=1_000, means="Weighted share of votes that tells it."),
    ]
    accuracy_votes_min: Annotated[
        int, number("votes", ge=1, le=1_000, means="Votes with an outcome before accuracy counts.")
    ]
    accuracy_permille: Annotated[
        int, number("permille", ge=0, le=1_000, means="Share of agreeing votes of who is accurate.")
    ]
    level_points: Annotated[
        list[Points],
        Meta(
            min_length=1,
            max_length=12,
            description="Points at which each level after the first begins, rising.",
            extra={"unit": "points"},
        ),
    ]
    level_budget_percent: Annotated[
        list[Percent],
        Meta(
            min_length=2,
            max_length=13,
            description="Publish budgets of each level, the first included, never falling.",
            extra={"unit": "percent"},
        ),
    ]
    links_level: Annotated[int, _level("Level whose links are not held to a newcomer's limit.")]
    proven_level: Annotated[int, _level("Level whose insights come first when sorted by best.")]
    propose_level: Annotated[
        int, _level("Level that may propose what is played for, once anything is.")
    ]
    board_size_max: Annotated[
        int, number("people", ge=1, le=200, means="People on a match's leaderboard.")
    ]
    board_awards_min: Annotated[
        int, number("awards", ge=1, le=100, means="Awards below which a place is provisional.")
    ]
    board_givers_min: Annotated[
        int, number("givers", ge=1, le=100, means="Givers below which a place is provisional.")
    ]
    board_active_s: Annotated[
        int,
        number("s", ge=3_600, le=_YEAR_S, means="Time without awards that makes it provisional."),
    ]
    settle_window_ms: Annotated[
        int, number("ms", ge=100, le=60_000, means="Time over which votes are settled at once.")
    ]

    def __post_init__(self) -> None:
        for message in self._faults():
            raise ValueError(message)

    def _faults(self) -> list[str]:
        rising = all(one < other for one, other in pairwise(self.level_points))
        budgets = self.level_budget_percent
        held = {
            "level_points must rise": rising,
            "level_budget_percent has one number a level, and one for the first": (
                len(budgets) == len(self.level_points) + 1
            ),
            "level_budget_percent must not fall": budgets == sorted(budgets),
            "frozen must name days that exist, each time ending after it begins": all(
                map(_is_time, self.frozen)
            ),
        }
        return [message for message, holds in held.items() if not holds]

    @property
    def frozen_ms(self) -> list[tuple[int, int]]:
        """The times in which nothing fades, in milliseconds since 1970, UTC."""
        return [_times(text) for text in self.frozen]


def _times(text: str) -> tuple[int, int]:
    first, _, after = text.partition("/")
    return _midnight_ms(first), _midnight_ms(after)


def _midnight_ms(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()) * 1_000


def _is_time(text: str) -> bool:
    try:
        begins, ends = _times(text)
    except ValueError:
        return False
    return begins < ends
