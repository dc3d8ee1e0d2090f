"""Why something was not done, in a sentence; pure; twin of presenters/refused.js."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from community.core import errors
from community.web.presenters.talk import span

# By the wire's codes; a code that is not here is one that nobody foresaw.
_CODES = {
    "not_found": "What you speak of is not there any more.",
    "stale": "It was changed since you saw it.",
    "conflict": "That does not fit what stands now.",
    "invalid": "That cannot be said as it is.",
    "unavailable": "That is not possible right now. Try again in a moment.",
}
# By the reason, or the code, of a refusal.
_REASONS = {
    "signed_out": "Sign in to join the talk.",
    "unverified": "Confirm your e-mail address first: the link is in your mail.",
    "delayed": "You watch behind live, and what you say would come too late.",
    "held": "A moderator reads it first. You will be told.",
    "too_many_held": "Some of your posts still wait for a moderator. Wait for them first.",
    "blocked": "You and this fan do not answer each other.",
    "not_the_author": "Somebody else wrote it.",
    "own_post": "That is a post of your own.",
    "reported": "You have reported it already.",
    "not_kicked_off": "We have not heard of the kick-off yet. Tap when you see it.",
    "too_far_behind": "The kick-off is longer ago than the longest delay there is.",
    "gone_post": "That post is gone.",
    "already_given": "You have given that already.",
    "not_given": "You had not given that.",
    "operation_conflict": "That was sent before, with other words. Send it again.",
    "too_long": "it is too long",
    "too_many_lines": "it has too many lines",
    "control": "it has letters that cannot be shown",
    "marks": "it has letters that nobody can read",
    "blocked_words": "it has words that are not said here",
    "watched_words": "it has words that are not said here",
    "empty": "it says nothing",
    "links": "it has too many links",
    "mentions": "it mentions too many people",
    "repeated": "you have just said the same",
    "alike": "it is too much like what you said before",
    "copied": "many say the same right now",
    "pace": "that was too fast",
}
# By the limit that holds longest.
_LIMITS = {
    "publish.slow": "This talk is in slow mode.",
    "publish.minute": "You have said a lot in a minute.",
    "publish.hour": "You have said a lot in an hour.",
}
_STANDINGS = {"muted": "You are muted", "suspended": "Your account is suspended"}
_CLASSES: tuple[tuple[type[errors.RefusedError], str], ...] = (
    (errors.StaleError, "stale"),
    (errors.ForbiddenError, "forbidden"),
    (errors.NotFoundError, "not_found"),
    (errors.TooLargeError, "invalid"),
    (errors.MalformedError, "invalid"),
    (errors.UnavailableError, "unavailable"),
)
_REASON = re.compile(r"^(\w+)(?:: .*reason='(\w*)')?")
_UNTIL = re.compile(r"until='([^']+)'")
_KIND = re.compile(r"kind='(\w+)'")


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A refusal as the wire tells it."""

    code: str
    detail: str = ""
    retry_after_ms: int = 0
    limit: str = ""


def clock_of(until: str) -> str:
    """An hour as a page without a script says it."""
    return f"{datetime.fromisoformat(until):%H:%M} UTC"


def refusal_words(refused: Refused, at: Callable[[str], str] = clock_of) -> str:
    """Say why, in a sentence; at says a moment."""
    match refused.code:
        case "too_many":
            why = _LIMITS.get(refused.limit, "Too fast.")
            return f"{why} You can go on in {span(max(1, refused.retry_after_ms))}."
        case "forbidden" | "conflict" if refused.detail:
            return _named(refused.detail, at) or _CODES.get(refused.code, "That is not allowed.")
        case "invalid" if refused.detail:
            return f"Not posted: {'; '.join(map(_fault, refused.detail.split('; ')))}."
        case code:
            return _CODES.get(code, "That was refused.")


def _named(detail: str, at: Callable[[str], str]) -> str:
    kind, until = _KIND.search(detail), _UNTIL.search(detail)
    if kind and kind[1] in _STANDINGS:
        end = f" until {at(until[1])}" if until else ""
        return f"{_STANDINGS[kind[1]]}{end}."
    found = _REASON.match(detail)
    code, reason = (found[1], found[2]) if found else ("", "")
    return _REASONS.get(reason or "") or _REASONS.get(code, "")


def _fault(fault: str) -> str:
    said = re.sub(r"^/[\w/]* ", "", fault)
    return _REASONS.get(said, said)


def told(fault: errors.RefusedError) -> Refused:
    """A refusal as the wire would tell it."""
    match fault:
        case errors.TooManyError():
            wait_ms, limit = fault.retry_after_ms, fault.limit
            return Refused(code="too_many", retry_after_ms=wait_ms, limit=limit)
        case errors.InvalidError():
            faults = (f"{each.pointer} {each.detail}".strip() for each in fault.faults)
            return Refused(code="invalid", detail="; ".join(faults))
    code = next((code for kind, code in _CLASSES if isinstance(fault, kind)), "conflict")
    is_named = code in {"forbidden", "conflict"}
    detail = f"{fault.code}: {fault}" if fault.facts else fault.code
    return Refused(code=code, detail=detail if is_named else "")
