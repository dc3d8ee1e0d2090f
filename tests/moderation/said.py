"""Texts as screening meets them, under the repository's policy unless changed."""

from typing import Any

from community.config import files
from community.config.moderation import ModerationPolicy
from community.config.threads import ThreadsPolicy
from moderation import rules
from tests.config.policies import changed

NOTHING = rules.Past()
POLICY: Any = files.repository()["moderation"]


def said(text, *, names=(), policy=None, past=NOTHING, **told):
    """A post's text with what is known of it; policy: the numbers to change."""
    held, form = changed("moderation", **(policy or {})), changed("threads")
    assert isinstance(held, ModerationPolicy)
    assert isinstance(form, ThreadsPolicy)
    return rules.Said(
        text=text,
        policy=held,
        form=form,
        chars_max=form.text_max,
        names=rules.name_forms([*held.names_allowed, *names]),
        past=past,
        **told,
    )


def screened(text, **told):
    """What basic screening says of a post."""
    return rules.screen(said(text, **told), rules.POST + rules.PACE)


def decided(text, **told):
    """Its outcome and the rule that decided."""
    found = screened(text, **told)
    return found.outcome, found.rule
