"""The policy of threads: what a post may hold, and the pace at which reactions are counted."""

from typing import Annotated, TypeAlias

from msgspec import Meta

from community.config.numbers import Policy, number

Reaction: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z]{2,12}\Z")]


class ThreadsPolicy(Policy, frozen=True, kw_only=True):
    """What people may write on a match's thread, and how it is read; screening holds to it too."""

    text_max: Annotated[int, number("characters", ge=1, le=4_000, means="Letters of one post.")]
    text_bytes_max: Annotated[
        int, number("bytes", ge=16, le=8_192, means="UTF-8 bytes of one post.")
    ]
    text_lines_max: Annotated[int, number("lines", ge=1, le=1_000, means="Lines of one text.")]
    # Five posts of the largest size fill a topic's state: past this none of them could be shown.
    body_bytes_max: Annotated[
        int,
        number("bytes", ge=512, le=10_240, means="What one post may take on the wire, encoded."),
    ]
    marks_max: Annotated[
        int, number("marks", ge=1, le=20, means="Combining marks in a row on one letter.")
    ]
    mentions_max: Annotated[
        int, number("mentions", ge=0, le=50, means="People one post may mention.")
    ]
    links_max: Annotated[int, number("links", ge=0, le=50, means="Links in one post.")]
    sources_max: Annotated[
        int, number("sources", ge=0, le=20, means="Links, and posts, an insight may name.")
    ]
    revisions_max: Annotated[
        int, number("revisions", ge=1, le=1_000, means="Times a post may be written.")
    ]
    reactions: Annotated[
        list[Reaction],
        Meta(
            min_length=1,
            max_length=8,
            description="Reactions offered beside up and down.",
            extra={"unit": "names"},
        ),
    ]
    tally_window_ms: Annotated[
        int, number("ms", ge=100, le=60_000, means="Time over which reactions are counted at once.")
    ]
    tally_posts_max: Annotated[
        int, number("posts", ge=1, le=500, means="Posts counted by one fact; more wait.")
    ]
    page_size_max: Annotated[
        int, number("posts", ge=1, le=200, means="Posts of the largest page of a thread.")
    ]
    knew_window_ms: Annotated[
        int,
        number(
            "ms",
            ge=1_000,
            le=3_600_000,
            means="Time before an event whose posts are shown as written before they knew.",
        ),
    ]

    def __post_init__(self) -> None:
        if len(set(self.reactions)) != len(self.reactions) or {"up", "down"} & {*self.reactions}:
            message = "reactions must be different, and neither up nor down"
            raise ValueError(message)
