"""The policy of moderation: what a text may hold, what waits, what is reported and hidden for."""

from typing import Annotated, TypeAlias

from msgspec import Meta

from community.config.numbers import Policy, number, switch

Words: TypeAlias = Annotated[str, Meta(min_length=2, max_length=40)]
ReasonCode: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z][a-z_]{1,29}\Z")]


def _words(means: str, *, unit: str = "words") -> Meta:
    return Meta(max_length=200, description=means, extra={"unit": unit})


def _score(means: str) -> Meta:
    return number("points", ge=0, le=1_000, means=means)


class ModerationPolicy(Policy, frozen=True, kw_only=True):
    """Screening of texts before they are shown, and the reasons people and moderators give.

    What is past a hard limit is refused; scores are added, and at the threshold a text is held.
    How much a post may hold is in the policy of threads.
    """

    hold_enabled: Annotated[bool, switch("Whether a score may hold a post for a moderator.")]
    hold_score: Annotated[
        int, number("points", ge=1, le=1_000, means="Score at which a text is held.")
    ]
    held_per_author_max: Annotated[
        int, number("posts", ge=1, le=100, means="Posts of one author that may wait at once.")
    ]
    handle_chars_max: Annotated[
        int, number("characters", ge=3, le=40, means="Characters of a handle.")
    ]
    bio_chars_max: Annotated[
        int, number("characters", ge=0, le=2_000, means="Characters of a bio.")
    ]
    new_links_max: Annotated[
        int, number("links", ge=0, le=50, means="Links of a post by a new author.")
    ]
    repeat_window_s: Annotated[
        int, number("s", ge=0, le=86_400, means="Time before an author may say the same again.")
    ]
    short_repeat_window_s: Annotated[
        int, number("s", ge=0, le=86_400, means="The same for a text too short to compare.")
    ]
    alike_window_s: Annotated[
        int, number("s", ge=0, le=86_400, means="Time over which like texts are counted.")
    ]
    alike_bits_max: Annotated[
        int, number("bits", ge=0, le=16, means="Bits of 64 in which like texts may differ.")
    ]
    alike_chars_min: Annotated[
        int, number("characters", ge=3, le=200, means="Length from which texts are compared.")
    ]
    copies_min: Annotated[
        int, number("authors", ge=1, le=100, means="Others who said the same before it scores.")
    ]
    pace_window_s: Annotated[
        int, number("s", ge=1, le=600, means="Time over which an author's posts are counted.")
    ]
    pace_posts_max: Annotated[
        int, number("posts", ge=1, le=600, means="Posts in that time before the pace scores.")
    ]
    watched_score: Annotated[int, _score("Score of a watched word, each.")]
    alike_score: Annotated[int, _score("Score of each like text of the same author.")]
    copies_score: Annotated[int, _score("Score of a text that many others said too.")]
    pace_score: Annotated[int, _score("Score of writing past the pace.")]
    link_score: Annotated[int, _score("Score of each link.")]
    blocked_words: Annotated[list[Words], _words("Words and phrases that refuse a text.")]
    watched_words: Annotated[list[Words], _words("Words and phrases that add to its score.")]
    names_allowed: Annotated[
        list[Words], _words("Names that are never such words, beside the match's own.")
    ]
    report_reasons: Annotated[
        list[ReasonCode],
        _words("What a fan may report a post for, by its code.", unit="reasons"),
    ]
    hide_reasons: Annotated[
        list[ReasonCode],
        _words("What a moderator may hide a post for, by its code.", unit="reasons"),
    ]
    restore_reasons: Annotated[
        list[ReasonCode],
        _words("What a moderator may restore a post for, by its code.", unit="reasons"),
    ]
    slow_reasons: Annotated[
        list[ReasonCode],
        _words("What a moderator may slow a thread for, by its code.", unit="reasons"),
    ]
    note_chars_max: Annotated[
        int, number("characters", ge=0, le=1_000, means="Characters of a report's note.")
    ]
