"""The one place that joins floors: catalogues, folds and subscribers are entered here."""

from community.config import facts as config_facts
from community.feeds import facts as feeds_facts
from community.matches import (
    commands as matches_commands,
    facts as matches_facts,
    selectors as matches,
    subscribers as scoreboards,
)
from community.matches.fold import MatchFold
from community.notices import (
    commands as notices_commands,
    facts as notices_facts,
    subscribers as notices,
    voices,
)
from community.notices.fold import UserFold
from community.reputation import facts as reputation_facts, subscribers as reputation
from community.streams import folds, refold, snapshots, subjects, subscriptions
from community.threads import (
    commands as threads_commands,
    facts as threads_facts,
    subscribers as threads,
)
from community.threads.fold import ThreadFold
from community.users import commands, facts as users_facts, selectors as users, verbs as users_verbs
from moderation import (
    commands as moderation_commands,
    facts as moderation_facts,
    subscribers as moderation,
)

# Importing a slice's facts enters them into the catalogue.
CATALOGUES = (
    config_facts,
    feeds_facts,
    matches_facts,
    moderation_facts,
    notices_facts,
    reputation_facts,
    threads_facts,
    users_facts,
)


def wire() -> None:
    """Enter every fold, subject, subscription and command; called once, when the app is ready."""
    _wire_states()
    _wire_subscriptions()
    _wire_commands()


def _wire_states() -> None:
    folds.register(MatchFold())
    folds.register(ThreadFold())
    folds.register(UserFold())
    subjects.register("thread", matches.is_told)
    subjects.register("user", users.is_somebody)
    refold.register("match", scoreboards.scoreboard_differences)
    refold.register("thread", threads.post_differences)
    refold.register("user", notices.notice_differences)
    refold.register("user", reputation.award_differences)


def _wire_subscriptions() -> None:
    subscriptions.register(scoreboards.subscription())
    subscriptions.register(scoreboards.winding())
    subscriptions.register(notices.subscription())
    for subscription in voices.subscriptions():
        subscriptions.register(subscription)
    for subscription in reputation.subscriptions():
        subscriptions.register(subscription)
    subscriptions.register(threads.opening())
    subscriptions.register(snapshots.subscription())
    subscriptions.register(moderation.forgetting())


def _wire_commands() -> None:
    commands.register(matches_commands.CORRECT_SCORE)
    commands.register(matches_commands.FOLLOW)
    commands.register(matches_commands.WATCH)
    commands.register(notices_commands.READ_NOTICES)
    commands.register(users_verbs.BLOCK)
    commands.register(users_verbs.MUTE)
    commands.register(threads_commands.DELETE)
    commands.register(threads_commands.REACT)
    commands.register(threads_commands.READ)
    commands.register(moderation_commands.POST)
    commands.register(moderation_commands.EDIT)
    commands.register(moderation_commands.REPORT)
    commands.register(moderation_commands.HIDE)
    commands.register(moderation_commands.RESTORE)
