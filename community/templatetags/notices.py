"""Tags of the bell: how many notices whoever looks has not read."""

from typing import Any

from django import template
from django.template import Context

from community.notices import selectors
from community.users.models import User
from community.users.viewing import viewing_of

register = template.Library()


@register.inclusion_tag("components/notice-bell.html", takes_context=True)
def notice_bell(context: Context) -> dict[str, Any]:
    """The bell of who is signed in; nothing for anybody else."""
    user = context.get("user")
    if not isinstance(user, User):
        return {}
    # Only a request says who looks, so there is one.
    bell = selectors.bell_of(user.actor_id, as_of=viewing_of(context["request"]).as_of)
    return {
        "topic": f"user.{user.actor_id}",
        "count": bell.count,
        "connect_token": context.get("connect_token"),
        "is_here": context.get("is_notifications", False),
    }
