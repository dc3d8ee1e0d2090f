"""How far behind live one watches: chosen by a form, for who is signed in and who is not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from community.config import selectors as config
from community.core.decoding import convert
from community.core.errors import Fault, InvalidError, RefusedError
from community.core.http import address_of
from community.core.types import JsonObject
from community.matches.commands import Watch
from community.users import commands
from community.users.devices import name_of
from community.users.services.viewing import move_device
from community.users.viewing import choose_in_session, forget, offered, viewing_of
from community.web.askers import actor_of, obey
from community.web.presenters.refused import refusal_words, told
from community.web.refusals import refusable, status_of
from community.web.views.matches import own
from community.web.views.talk import way_back

_DIGITS_MAX = 5


@require_http_methods(["GET", "POST"])
@own
@refusable
def viewing(request: HttpRequest) -> HttpResponse:
    """Choose a delay, or say that a match kicks off now; then back to where one was."""
    if request.method != "POST":
        return _page(request)
    try:
        fields = _fields(request)
        if actor_of(request):
            obey(request, "user.watch", fields)
            forget(request)
        else:
            _choose_signed_out(request, fields)
    except RefusedError as fault:
        return _page(request, refusal=_words(fault), status=status_of(fault))
    return redirect(way_back(request, reverse("viewing")))


def _fields(request: HttpRequest) -> JsonObject:
    """What the form asks for, as the command has it; raises InvalidError."""
    if kickoff := request.POST.get("kickoff", ""):
        return {"kickoff": kickoff}
    text = request.POST.get("delay_s", "")
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS_MAX):
        raise InvalidError(Fault(pointer="/delay_s", detail="a number of seconds that is offered"))
    return {"delay_s": int(text)}


def _choose_signed_out(request: HttpRequest, fields: JsonObject) -> None:
    # Who is not signed in is known by his address alone, and held to his pace by it.
    address = address_of(request)
    commands.hold_to_pace(address, address, config.current().commands)
    choose_in_session(request, convert(fields, Watch).delay())
    move_device(name=name_of(str(request.session.session_key)))


def _words(fault: RefusedError) -> str:
    if isinstance(fault, InvalidError):
        return "That delay is not offered. Choose one of those below."
    return refusal_words(told(fault))


def _page(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    context = {
        "steps": [step for step in offered() if step],
        "chosen": viewing_of(request).delay_s,
        "next": asked.get("next", ""),
        "refusal": refusal,
    }
    return render(request, "pages/viewing.html", context, status=status)
