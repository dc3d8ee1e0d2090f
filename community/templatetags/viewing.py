"""Tags of the shield: how far behind live whoever looks is, and the way to change it."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.urls import reverse

from community.users.viewing import offered, viewing_of

register = template.Library()


@register.inclusion_tag("components/viewing-bar.html", takes_context=True)
def viewing_bar(context: Context) -> dict[str, Any]:
    """The word that one watches behind live, and the one tap that ends it.

    is_still: nothing is live on this page, which is of a match that has ended, or of the past.
    """
    talk = context.get("talk")
    is_still = talk is not None and (talk.is_past or talk.is_over)
    return _asked_by(context) | {"is_still": is_still}


@register.inclusion_tag("components/viewing-choice.html", takes_context=True)
def viewing_choice(context: Context, match: str) -> dict[str, Any]:
    """The choice of a delay beside a match; its kick-off, seen now, says how long it is."""
    return _asked_by(context) | {"match": match, "steps": [step for step in offered() if step]}


@register.simple_tag(takes_context=True)
def how_fresh(context: Context) -> str:
    """What follows the moment a page is of, in two lines of a phone: how far behind live it is."""
    delay_s = _asked_by(context).get("delay_s")
    return f", {delay_s} s behind live." if delay_s else ". Reload for the latest."


def _asked_by(context: Context) -> dict[str, Any]:
    """What both need; of a page that nobody asked for, nothing."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return {}
    # Only what is read can be gone back to.
    is_answer = request.method not in {"GET", "HEAD"}
    here = reverse("home") if is_answer else request.get_full_path()
    return {
        "delay_s": viewing_of(request).delay_s,
        "here": here,
        "is_known": True,
        "is_answer": is_answer,
        "csrf_token": context.get("csrf_token"),
    }
