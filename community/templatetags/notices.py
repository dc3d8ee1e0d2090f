"""Tags of the bell: how many notices whoever looks has not read."""

from typing import Any

from django import template
from django.template import Context

from community.notices import selectors
from community.streams.selectors import LIVE
from community.users.models import User

register = template.Library()


@register.inclusion_tag("components/notice-bell.html", takes_context=True)
def notice_bell(context: Context) -> dict[str, Any]:
    """The bell of who is signed in; nothing for anybody else."""
    user = context.get("user")
    if not isinstance(user, User):
        return {}
    bell = selectors.bell_of(user.actor_id, as_of=LIVE)
    return {
        "topic": f"user.{user.actor_id}",
        "count": bell.count,
        "connect_token": context.get("connect_token"),
        "is_here": context.get("is_notifications", False),
    }
