"""One's own pages: profile, devices, what one follows and avoids, notices wanted."""

from typing import get_args

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from community.config import selectors as config
from community.core.errors import InvalidError
from community.core.http import address_of
from community.matches import selectors as matches
from community.matches.commands import FOLLOW, Follow
from community.notices.facts import NoticeKind
from community.streams.operations import Sent
from community.users import selectors
from community.users.commands import Asker, hold_to_pace
from community.users.errors import HandleTakenError
from community.users.models import User
from community.users.services.devices import end_device, end_other_devices
from community.users.services.profile import Draft, set_choices
from community.users.standing import refuse_muted, refuse_unverified, standing_of
from community.users.verbs import BLOCK, MUTE, KeepAway
from community.users.viewing import viewing_of
from community.web import wishes
from community.web.askers import actor_of
from community.web.forms import ProfileForm
from community.web.presenters.people import NOTICES, standing_words
from community.web.refusals import refusable
from community.web.views.talk import sign_up, way_back
from moderation.services.people import set_profile


def viewer(request: HttpRequest) -> User:
    """Who is signed in; the door let nobody else in."""
    assert isinstance(request.user, User), "login_required comes first"
    return request.user


def asker(request: HttpRequest) -> Asker:
    """Who asks, as commands know them."""
    return Asker(
        actor=viewer(request).actor_id,
        address=address_of(request),
        delay_s=viewing_of(request).delay_s,
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@refusable
def devices(request: HttpRequest) -> HttpResponse:
    """Browsers one is signed in with; each can be signed out from here."""
    user = viewer(request)
    key = str(request.session.session_key)
    if request.method == "POST":
        if "others" in request.POST:
            count = end_other_devices(user_id=user.pk, kept=key)
            messages.success(request, f"Signed out of {count} other devices.")
        else:
            end_device(user_id=user.pk, name=request.POST.get("device", ""))
            messages.success(request, "That device is signed out.")
        return redirect("devices")
    rows = [
        {"device": row, "is_this": row.session_key == key} for row in selectors.devices_of(user.pk)
    ]
    return render(request, "pages/devices.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
@refusable
def following(request: HttpRequest) -> HttpResponse:
    """What one follows; who is signed out signs up on the way, and follows then."""
    if not actor_of(request) and (wish := wishes.wished(request)):
        wishes.keep(request, wish)
        return sign_up(way_back(request, reverse("home")))
    return _following(request)


@login_required
def _following(request: HttpRequest) -> HttpResponse:
    """Matches and clubs one follows, people one keeps away."""
    user = viewer(request)
    if request.method == "POST":
        _tie(request)
        return redirect(way_back(request, reverse("following")))
    follows = selectors.follows_of(user.actor_id)
    names = matches.names_of({row.target for row in follows})
    aversions = selectors.aversions_of(user.actor_id)
    people = selectors.profiles_of(actor for _, actor in aversions)
    context = {
        "follows": [(row, names.get(row.target, row.target)) for row in follows],
        "aversions": [(kind, actor, people[actor]) for kind, actor in aversions],
        "clubs": matches.clubs(),
    }
    return render(request, "pages/following.html", context)


def _tie(request: HttpRequest) -> None:
    """Follow, block or mute, or no longer: the commands, by a form."""
    told, on = request.POST, request.POST.get("on") == "1"
    who = asker(request)
    if actor := told.get("block", ""):
        BLOCK.run(KeepAway(actor=actor, on=on), BLOCK.admit(who), Sent())
    elif actor := told.get("mute", ""):
        MUTE.run(KeepAway(actor=actor, on=on), MUTE.admit(who), Sent())
    else:
        followed = Follow(match=told.get("match") or None, club=told.get("club") or None, on=on)
        FOLLOW.run(followed, FOLLOW.admit(who), Sent())


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@refusable
def choices(request: HttpRequest) -> HttpResponse:
    """Which notices one wants."""
    actor = viewer(request).actor_id
    kinds = get_args(NoticeKind)
    if request.method == "POST":
        wanted = set(request.POST.getlist("kind"))
        set_choices(actor=actor, off=[kind for kind in kinds if kind not in wanted])
        messages.success(request, "It is so from now on.")
        return redirect("choices")
    off = selectors.choices_of([actor]).get(actor, frozenset())
    rows = [(kind, NOTICES[kind], kind not in off) for kind in kinds]
    return render(request, "pages/choices.html", {"rows": rows})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
@refusable
def me(request: HttpRequest) -> HttpResponse:
    """Who one is to others, and the way to all that is one's own."""
    user = viewer(request)
    shown = {"handle": user.username, "hue": user.hue, "bio": user.bio}
    form = ProfileForm(request.POST or None, initial=shown)
    if request.method == "POST" and form.is_valid() and _is_set(request, form):
        messages.success(request, "So others see you from now on.")
        return redirect("me")
    context = {
        "form": form,
        "person": selectors.profiles_of([user.actor_id])[user.actor_id],
        "standing": standing_words(standing_of(user.actor_id)),
        "is_verified": selectors.is_verified(user.actor_id),
    }
    return render(request, "pages/me.html", context)


def _is_set(request: HttpRequest, form: ProfileForm) -> bool:
    """Whether a profile is set; what is refused for its words stands in the form."""
    user, told = viewer(request), form.cleaned_data
    draft = Draft(
        handle=told["handle"].lower(), hue=told["hue"], bio=told["bio"].replace("\r\n", "\n")
    )
    hold_to_pace(user.actor_id, address_of(request), config.current().commands)
    refuse_unverified(user.actor_id)
    refuse_muted(user.actor_id, None)
    try:
        set_profile(user_id=user.pk, actor=user.actor_id, draft=draft)
    except InvalidError as refused:
        form.tell(refused)
        return False
    except HandleTakenError:
        form.add_error("handle", "Somebody has this handle already.")
        return False
    return True
