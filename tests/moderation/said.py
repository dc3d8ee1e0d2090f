"""Texts as screening meets them, under the repository's policy unless changed."""

from typing import Any

from community.config import files
from community.config.moderation import ModerationPolicy
from moderation import rules
from tests.config.policies import changed

NOTHING = rules.Past()
POLICY: Any = files.repository()["moderation"]


def said(text, *, names=(), policy=None, past=NOTHING, **told):
    """A post's text with what is known of it; policy: the numbers to change."""
    held = changed("moderation", **(policy or {}))
    assert isinstance(held, ModerationPolicy)
    return rules.Said(
        text=text,
        policy=held,
        chars_max=held.text_chars_max,
        lines_max=held.text_lines_max,
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
