"""Screening: the one place that makes a verdict, from rules, past and policy."""

import hashlib
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from community.config import selectors as config
from community.config.schema import Policies
from community.core.ids import random_id
from community.threads.verdicts import Verdict
from moderation import rules, selectors
from moderation.marks import Marks, marks_of
from moderation.models import Held
from moderation.rules import Rule, Said, Screened

_SALT_BYTES = 32
# What decides on a text that was held: a moderator, by no rule of ours.
DESK = ("desk", 1)


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """A verdict, the findings behind it, and the digests of the policies it was made under.

    policy: moderation's; form: threads', which says what form a text may have.
    marks: what the text will be compared by; None when it is not compared.
    """

    verdict: Verdict
    screened: Screened
    policy: str
    form: str
    marks: Marks | None = None


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """A post to be judged; is_new: its author's account.

    as_of: what others said since is none of the author's knowledge yet, and not held against him.
    """

    text: str
    author: str
    is_new: bool
    as_of: datetime


def judge_posts(submitted: Sequence[Submitted], *, match: str) -> list[Judgement]:
    """Judge posts to be, each beside what was said before all of them; one question for all."""
    began, policy = time.perf_counter_ns(), config.current().moderation
    said = [_of_match(each.text, match=match, is_new=each.is_new) for each in submitted]
    marks = [marks_of(each) for each in said]
    asked = [
        selectors.Asked(author=each.author, marks=mark, as_of=each.as_of)
        for each, mark in zip(submitted, marks, strict=True)
    ]
    pasts = selectors.pasts_of(asked, match=match, policy=policy)
    # Of what was done for all, each took its part.
    share_ns = (time.perf_counter_ns() - began) // len(said)
    return [
        _judged(
            replace(each, past=past),
            rules.POST + rules.PACE,
            began=time.perf_counter_ns() - share_ns,
            marks=mark,
        )
        for each, past, mark in zip(said, pasts, marks, strict=True)
    ]


def judge_edit(text: str, *, match: str, is_new: bool) -> Judgement:
    """Judge a post written anew: it may well be like itself."""
    began = time.perf_counter_ns()
    return _judged(_of_match(text, match=match, is_new=is_new), rules.POST, began=began)


def judge_handle(text: str) -> Judgement:
    """Judge a name that somebody wants to go by; it cannot wait."""
    began, policies = time.perf_counter_ns(), config.current()
    said = _of_person(text, policies, chars_max=policies.moderation.handle_chars_max)
    return _judged(said, rules.HANDLE, began=began, may_hold=False)


def judge_bio(text: str) -> Judgement:
    """Judge what somebody says of himself; it cannot wait."""
    began, policies = time.perf_counter_ns(), config.current()
    said = _of_person(text, policies, chars_max=policies.moderation.bio_chars_max)
    return _judged(said, rules.BIO, began=began, may_hold=False)


def let_through(text: str, *, held: Held) -> Verdict:
    """The verdict on a held text that a moderator lets through; its digest and score stay."""
    rule, version = DESK
    verdict = Verdict(
        id=random_id("verdict"),
        rule=rule,
        version=version,
        score=held.verdict.score,
        threshold=held.verdict.threshold,
        salt=bytes(held.salt),
        digest=held.verdict.digest,
        took_us=0,
        outcome="allow",
        reasons=tuple(found for found, _, _ in held.verdict.reasons),
    )
    assert verdict.speaks_of(text), "the verdict is on another text"
    return verdict


def _of_match(text: str, *, match: str, is_new: bool) -> Said:
    policies = config.current()
    policy = policies.moderation
    return Said(
        text=text,
        policy=policy,
        form=policies.threads,
        chars_max=policies.threads.text_max,
        is_new=is_new,
        names=rules.name_forms(policy.names_allowed) | selectors.names_of(match),
    )


def _of_person(text: str, policies: Policies, *, chars_max: int) -> Said:
    policy = policies.moderation
    return Said(
        text=text,
        policy=policy,
        form=policies.threads,
        chars_max=chars_max,
        names=rules.name_forms(policy.names_allowed),
    )


def _judged(
    said: Said,
    asked: Sequence[Rule],
    *,
    began: int,
    marks: Marks | None = None,
    may_hold: bool = True,
) -> Judgement:
    screened = rules.screen(said, asked, may_hold=may_hold)
    took_us = (time.perf_counter_ns() - began) // 1_000
    salt = secrets.token_bytes(_SALT_BYTES)
    # A half of a pair has no UTF-8: such a text is refused, and its digest is of what was sent.
    octets = said.text.encode(errors="surrogatepass")
    verdict = Verdict(
        id=random_id("verdict"),
        rule=screened.rule,
        version=screened.version,
        score=screened.score,
        threshold=screened.threshold,
        salt=salt,
        digest=hashlib.sha256(salt + octets).hexdigest(),
        took_us=took_us,
        outcome=screened.outcome,
        reasons=tuple(found.rule for found in screened.findings),
    )
    policies = config.current()
    return Judgement(
        verdict=verdict,
        screened=screened,
        policy=policies.digest("moderation"),
        form=policies.digest("threads"),
        marks=marks,
    )
