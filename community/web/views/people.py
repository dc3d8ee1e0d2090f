"""The public page of a person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from community.reputation import selectors as reputation
from community.users import selectors
from community.users.models import User
from community.users.viewing import viewing_of
from community.web.presenters.reputation import level_name
from community.web.refusals import refusable


@require_safe
@cache_control(private=True, no_cache=True)
@refusable
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """Who somebody is to others, and for the signed-in the means to keep them away."""
    if handle != handle.lower():
        return redirect("person", handle.lower(), permanent=True)
    found = selectors.person(handle)
    as_of = viewing_of(request).as_of
    context = {
        "person": selectors.profile_of(found, as_of=as_of),
        "actor": found.actor_id,
        "since": found.date_joined,
        "level": level_name(reputation.level_of(found.actor_id, as_of=as_of)),
    }
    if isinstance(request.user, User):
        mine = selectors.aversions_of(request.user.actor_id)
        context |= {
            "is_me": request.user.pk == found.pk,
            "is_blocked": ("block", found.actor_id) in mine,
            "is_muted": ("mute", found.actor_id) in mine,
        }
    return render(request, "pages/person.html", context)
