"""Posting: what several want to say on one thread at once, screened and written together.

Each is judged, held, refused or written as if he were alone; what all have to ask is asked once.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias, TypeVar

from django.db import transaction

from community.core.errors import RefusedError, tried
from community.streams import services as streams
from community.streams.facts import Appended
from community.threads.services.opening import opened
from community.threads.services.posts import Wanted, posted_before, ready_posts, write_posts
from moderation import screening
from moderation.errors import ScreenedError
from moderation.models import Verdict
from moderation.screening import Judgement, Submitted
from moderation.services.entering import Entered, enter, slow_down
from moderation.services.held import Waiting, held_among, hold, refuse_held
from moderation.services.verdicts import Kept, record_all

Passed = TypeVar("Passed")
_Answers: TypeAlias = dict[Wanted, Appended | RefusedError]


def post_all(wanted: Sequence[Wanted]) -> list[Appended | RefusedError]:
    """Screen posts of one match, each of another author, and write them; each has his answer.

    One transaction, which no door puts into another: who waited is answered once it is done.
    Holds the ops, locks `moderation` where a text is held, then as write_posts.
    Raises UnknownMatchError.
    """
    return _post_all(wanted, has_paid=False)


def post_again(wanted: Wanted) -> Appended | RefusedError:
    """As post_all, one for whom it failed among others: his budget was taken then."""
    [answer] = _post_all([wanted], has_paid=True)
    return answer


def _post_all(wanted: Sequence[Wanted], *, has_paid: bool) -> list[Appended | RefusedError]:
    answers: _Answers = {}
    match = wanted[0].draft.match
    with transaction.atomic():
        new = _new(wanted, answers)
        who = [(each.by, each.sent.as_of) for each in new]
        entered = _passed(new, enter(match, who, has_paid=has_paid), answers) if new else {}
        if entered:
            _publish(match, _judged(match, entered), answers)
    for each, entry in entered.items():
        if entry.is_surging and not isinstance(answers[each], RefusedError):
            slow_down(entry)
            break
    return [answers[each] for each in wanted]


def _passed(
    wanted: Sequence[Wanted], outcomes: Sequence[Passed | RefusedError], answers: _Answers
) -> dict[Wanted, Passed]:
    """What came of each; whoever was refused has his answer."""
    passed: dict[Wanted, Passed] = {}
    for each, outcome in zip(wanted, outcomes, strict=True):
        if isinstance(outcome, RefusedError):
            answers[each] = outcome
        else:
            passed[each] = outcome
    return passed


def _new(wanted: Sequence[Wanted], answers: _Answers) -> list[Wanted]:
    """Those whose ops nobody asked for before; all ops are held."""
    asked = [each.asked for each in wanted if each.asked is not None]
    done = {(each.actor, each.op) for each in streams.done_among(asked)}
    known = done | held_among([(each.actor, each.op) for each in asked])
    outcomes = [
        tried(_before, each) if (each.by, each.sent.op) in known else None for each in wanted
    ]
    found = _passed(wanted, outcomes, answers)
    answers |= {each: before for each, before in found.items() if before is not None}
    return [each for each in wanted if each not in answers]


def _before(wanted: Wanted) -> Appended | None:
    """Where it was posted before; raises OperationConflictError, HeldError, ScreenedError."""
    if (before := posted_before(wanted)) is None:
        refuse_held(Waiting.of_post(wanted.draft), by=wanted.by, sent=wanted.sent)
    return before


def _judged(match: str, entered: Mapping[Wanted, Entered]) -> dict[Wanted, Judgement]:
    submitted = [
        Submitted(text=each.draft.text, author=each.by, is_new=entry.is_new, as_of=each.sent.as_of)
        for each, entry in entered.items()
    ]
    return dict(zip(entered, screening.judge_posts(submitted, match=match), strict=True))


def _publish(match: str, judged: Mapping[Wanted, Judgement], answers: _Answers) -> None:
    """Do what the verdicts say, and keep them in any case; of what is refused nothing else is."""
    verdicts = {each: judgement.verdict for each, judgement in judged.items()}
    refused = {each for each, verdict in verdicts.items() if verdict.outcome == "refuse"}
    answers |= {each: ScreenedError(*verdicts[each].reasons) for each in refused}
    fit = [(each, verdict) for each, verdict in verdicts.items() if each not in refused]
    ready = _passed([each for each, _ in fit], ready_posts(fit) if fit else [], answers)
    said = {each: post for each, post in ready.items() if verdicts[each].outcome == "allow"}
    record_all(
        [
            Kept(judgement=judgement, author=each.by, is_said=each in said)
            for each, judgement in judged.items()
        ],
        kind=Verdict.Kind.POST,
        match=match,
    )
    # A row of the match, so before any stream.
    opening = opened(match) if said else []
    for each in ready:
        if each not in said:
            waiting = Waiting.of_post(each.draft)
            answers[each] = hold(waiting, by=each.by, judgement=judged[each], sent=each.sent)
    if said:
        posts = list(said.values())
        answers |= zip(said, write_posts(posts, opening=opening), strict=True)
