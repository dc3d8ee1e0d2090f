"""Posts in the console: what is reported or waits, a post in its place, and what is decided."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from community.config import selectors as config
from community.console import talk
from community.console.pages import ConsoleAdmin, allow, tell
from community.console.post_forms import ReasonForm, SearchForm, SlowForm, StandingForm
from community.console.talk import Case
from community.core.errors import NotFoundError, RefusedError
from community.matches import selectors as matches
from community.matches.models import Fixture
from community.threads.models import Post
from community.threads.selectors import pace_of
from community.users import selectors as users
from community.users.facts import StandingKind, StandingReason
from moderation import selectors
from moderation.errors import UnknownHeldError
from moderation.services import decisions, held

PAGE = "admin:community_post_change"
LIST = "admin:community_post_changelist"
_SAYS = {"hide": "The post is hidden.", "restore": "The post is back."}


class PostAdmin(ConsoleAdmin):
    """Posts are read here, and decided on by verbs, in the competitions a moderator looks after."""

    def get_urls(self) -> list[URLPattern]:
        """The stock paths and the verbs'."""
        pages: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("held/<str:held_id>/", self.held_view, "held"),
            ("slow/<str:match_id>/", self.slow_view, "slow"),
            ("<str:post_id>/decide/", require_POST(self.decide), "decide"),
            ("<str:post_id>/standing/", require_POST(self.standing), "standing"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"community_post_{name}")
            for route, view, name in pages
        ]
        return [*own, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Posts are written on pages."""
        del request
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What is reported and what waits; or what was found."""
        del extra_context
        competitions = users.competitions_of(allow(request, "view_post"))
        form = SearchForm(request.GET or None)
        context: dict[str, Any] = {"title": "Talk", "form": form}
        asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
        if any(asked.values()):
            found = talk.found_lines(competitions, match=asked["match"], author=asked["author"])
            spoken_of = {line.fixture.pk for line in found}
            # Of one thread, all of them: it can be slowed from here.
            thread = spoken_of.pop() if asked["match"] and len(spoken_of) == 1 else ""
            context |= {"found": found, "asked": asked, "thread": thread}
        else:
            context |= {
                "held": talk.held_lines(competitions),
                "reported": talk.reported_lines(competitions),
            }
        return self.render_page(request, "posts", context)

    def change_view(  # noqa: PLR0917 -- Django's own signature
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show one post in its place."""
        del form_url, extra_context
        # Lists quote an id as Django does, `_5F` for `_`; our own links and people do not.
        case, _ = self._case(request, object_id, unquote(object_id))
        return self._page(request, case)

    def history_view(
        self,
        request: HttpRequest,
        object_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The stock page, for who may see the post."""
        self._case(request, object_id, unquote(object_id))
        return super().history_view(request, object_id, extra_context)

    def decide(self, request: HttpRequest, post_id: str) -> HttpResponse:
        """Hide the post, restore it, or find nothing wrong with it."""
        case, by = self._case(request, post_id)
        verb = request.POST.get("verb", "")
        if verb == "dismiss":
            decisions.dismiss(post_id=post_id, by=by)
            messages.success(request, "The reports are closed; the post stays.")
            return redirect(LIST)
        form = _reason_form(case, request.POST)
        if verb not in _SAYS or not form.is_valid():
            return self._page(request, case, reason_form=form)
        act = decisions.hide if verb == "hide" else decisions.restore
        try:
            act(post_id=post_id, reason=form.cleaned_data["reason"], by=by)
        except RefusedError as refused:
            tell(form, refused)
            return self._page(request, case, reason_form=form)
        messages.success(request, _SAYS[verb])
        return redirect(PAGE, post_id)

    def standing(self, request: HttpRequest, post_id: str) -> HttpResponse:
        """Set the author's standing in the match's competition."""
        case, by = self._case(request, post_id)
        form = StandingForm(request.POST)
        if not form.is_valid():
            return self._page(request, case, standing_form=form)
        told = form.cleaned_data
        try:
            decisions.sanction(
                actor=case.line.kept.author,
                kind=StandingKind(told["kind"]),
                reason=StandingReason(told["why"]),
                until=form.until(),
                by=by,
                competition=case.line.fixture.season.competition_id,
            )
        except RefusedError as refused:
            tell(form, refused)
            return self._page(request, case, standing_form=form)
        messages.success(request, f"The standing of {case.line.handle} is set.")
        return redirect(PAGE, post_id)

    def held_view(self, request: HttpRequest, held_id: str) -> HttpResponse:
        """Read a text that waits; let it through, or deny it with a reason."""
        by = allow(request, "view_post")
        try:
            row = selectors.held(held_id)
        except UnknownHeldError as unknown:
            raise Http404 from unknown
        fixture = matches.fixture(row.match)
        _refuse_elsewhere(by, fixture)
        line = talk.held_line(row, fixture)
        reasons = config.current().moderation.hide_reasons
        is_denied = request.POST.get("verb") == "deny"
        form = ReasonForm(request.POST if is_denied else None, reasons=reasons)
        if request.method == "POST" and (not is_denied or form.is_valid()):
            try:
                if is_denied:
                    held.deny(held_id=held_id, reason=form.cleaned_data["reason"], by=by)
                else:
                    held.allow(held_id=held_id, by=by)
            except RefusedError as refused:
                messages.error(request, f"Refused: {refused.code.replace('_', ' ')}.")
            else:
                messages.success(request, "Denied." if is_denied else "It is on the thread.")
                return redirect(LIST)
        context = {"title": "A text that waits", "line": line, "form": form}
        return self.render_page(request, "held", context)

    def slow_view(self, request: HttpRequest, match_id: str) -> HttpResponse:
        """Slow a thread by hand, or end that."""
        by = allow(request, "view_post")
        try:
            fixture = matches.fixture(match_id)
        except NotFoundError as unknown:
            raise Http404 from unknown
        _refuse_elsewhere(by, fixture)
        form = SlowForm(request.POST or None, reasons=config.current().moderation.slow_reasons)
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            try:
                decisions.slow_thread(
                    match_id=match_id,
                    gap_ms=told["gap_ms"],
                    reason=told["reason"],
                    until=form.until(),
                    by=by,
                )
            except RefusedError as refused:
                tell(form, refused)
            else:
                messages.success(request, "The pace of the thread is set.")
                return redirect(f"{reverse(LIST)}?match={match_id}")
        context = {
            "title": "Slow mode",
            "fixture": fixture,
            "pace": pace_of(match_id),
            "form": form,
        }
        return self.render_page(request, "slow", context)

    def _case(self, request: HttpRequest, *post_ids: str) -> tuple[Case, str]:
        """A post with all around it, and who asks, if it is theirs to decide on."""
        by = allow(request, "view_post")
        try:
            case = talk.case_of(talk.known(post_ids))
        except NotFoundError as unknown:
            raise Http404 from unknown
        _refuse_elsewhere(by, case.line.fixture)
        return case, by

    def _page(
        self,
        request: HttpRequest,
        case: Case,
        *,
        reason_form: ReasonForm | None = None,
        standing_form: StandingForm | None = None,
    ) -> TemplateResponse:
        context = {
            "title": f"A post by {case.line.handle}",
            "case": case,
            "reason_form": reason_form or _reason_form(case),
            "standing_form": standing_form or StandingForm(prefix=None),
        }
        return self.render_page(request, "post", context)


def _reason_form(case: Case, told: Any = None) -> ReasonForm:  # noqa: ANN401 -- a QueryDict
    policy = config.current().moderation
    is_hidden = case.line.kept.visibility == Post.Visibility.HIDDEN
    return ReasonForm(told, reasons=policy.restore_reasons if is_hidden else policy.hide_reasons)


def _refuse_elsewhere(by: str, fixture: Fixture) -> None:
    """Refuse who does not look after a match's competition; raises PermissionDenied."""
    if not users.moderates(by, fixture.season.competition_id):
        raise PermissionDenied


def enter(site: AdminSite) -> None:
    """Enter the pages into the console."""
    site.register(Post, PostAdmin)
