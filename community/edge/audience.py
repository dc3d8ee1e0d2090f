"""Who may follow a topic: everybody, or only the actor its name ends in."""

from community.streams import folds


def is_private(stream: str) -> bool:
    """Whether a stream is one actor's own."""
    fold = folds.fold_of(stream)
    return fold is not None and fold.audience == "owner"


def may_follow(stream: str, actor: str | None) -> bool:
    """Whether an actor, None when signed out, may know that there is such a topic."""
    return not is_private(stream) or stream.partition(".")[2] == actor
