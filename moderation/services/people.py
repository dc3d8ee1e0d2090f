"""Screen who somebody is to others: their handle and what they say of themselves."""

from django.db import transaction

from community.users import selectors as users
from community.users.models import User
from community.users.services.profile import Draft, Verdicts, set_profile as set_screened
from moderation import screening
from moderation.errors import ScreenedError
from moderation.models import Verdict
from moderation.screening import Judgement
from moderation.services.verdicts import record


def set_profile(*, user_id: int, actor: str, draft: Draft) -> User:
    """Screen what changes of a profile and show it; the verdicts are kept in any case.

    Raises ScreenedError, and what users' own verb raises.
    """
    now = users.profiles_of([actor]).get(actor)
    handle = None if now and now.handle == draft.handle else screening.judge_handle(draft.handle)
    is_said = bool(draft.bio) and (now is None or now.bio != draft.bio)
    bio = screening.judge_bio(draft.bio) if is_said else None
    with transaction.atomic():
        if handle is not None:
            record(handle, kind=Verdict.Kind.HANDLE, author=actor)
        if bio is not None:
            record(bio, kind=Verdict.Kind.BIO, author=actor)
    _refuse(handle, "/handle")
    _refuse(bio, "/bio")
    verdicts = Verdicts(handle=handle.verdict if handle else None, bio=bio.verdict if bio else None)
    return set_screened(user_id=user_id, draft=draft, verdicts=verdicts)


def refuse_handle(handle: str) -> None:
    """Refuse a handle that nobody has yet, and that may not be had; raises ScreenedError."""
    judgement = screening.judge_handle(handle)
    record(judgement, kind=Verdict.Kind.HANDLE, author="")
    _refuse(judgement, "/handle")


def _refuse(judgement: Judgement | None, pointer: str) -> None:
    if judgement is not None and judgement.verdict.outcome != "allow":
        raise ScreenedError(*judgement.verdict.reasons, pointer=pointer)
