"""Fixtures in the console: set one down, move it, correct its score."""

from typing import Any
from uuid import uuid4

from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from community.console.desk import clock_of, clock_words
from community.console.forms import FixtureForm, KickoffForm, ScoreForm
from community.console.pages import ConsoleAdmin, allow, tell
from community.core.errors import RefusedError, StaleError
from community.feeds import selectors as feeds
from community.matches import selectors
from community.matches.models import Fixture
from community.matches.services.correct import correct_score
from community.matches.services.schedule import move_fixture, schedule_fixture
from community.streams import selectors as streams


class FixtureAdmin(ConsoleAdmin):
    """A fixture is changed by verbs alone; each is stated on the match's stream."""

    list_display = ("title", "kickoff", "competition", "status", "score", "kind")
    list_filter = ("scoreboard__status", "season__competition", "simulated")
    search_fields = ("id", "home__name", "away__name", "venue")
    date_hierarchy = "kickoff_at"
    ordering = ("-kickoff_at",)
    actions = ("correct_one",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Fixture]:
        """With what a row shows."""
        related = ("home", "away", "season__competition", "scoreboard")
        return super().get_queryset(request).select_related(*related)

    @admin.display(description="Match")
    def title(self, row: Fixture) -> str:
        """Both sides."""
        return str(row)

    @admin.display(description="Competition")
    def competition(self, row: Fixture) -> str:
        """The season's competition."""
        return row.season.competition.name

    @admin.display(description="Kick-off (UTC)", ordering="kickoff_at")
    def kickoff(self, row: Fixture) -> str:
        """When, in UTC."""
        return f"{row.kickoff_at:%d %b %Y, %H:%M}"

    @admin.display(description="Kind")
    def kind(self, row: Fixture) -> str:
        """Whether it is played on grass."""
        return "simulated" if row.simulated else "real"

    @admin.display(description="State")
    def status(self, row: Fixture) -> str:
        """Its clock, in words."""
        return clock_of(row.scoreboard)

    @admin.display(description="Score")
    def score(self, row: Fixture) -> str:
        """Goals; nothing before the match begins."""
        board = row.scoreboard
        return "" if board.status == board.Status.SCHEDULED else f"{board.home}\u2013{board.away}"

    @admin.action(description="Correct the score", permissions=["change"])
    def correct_one(self, request: HttpRequest, chosen: QuerySet[Fixture]) -> HttpResponse | None:
        """Go to the page that corrects one match."""
        ids = list(chosen.values_list("pk", flat=True)[:2])
        if len(ids) != 1:
            messages.error(request, "Choose one match: a score is corrected with its own reason.")
            return None
        return redirect("admin:community_fixture_score", ids[0])

    def get_urls(self) -> list[URLPattern]:
        """The stock paths and the verbs'."""
        verbs = [("score", self.score_view), ("kickoff", self.kickoff_view)]
        own = [
            path(
                f"<str:match_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"community_fixture_{name}",
            )
            for name, view in verbs
        ]
        return [*own, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Set a fixture down."""
        del form_url, extra_context
        by = allow(request, "add_fixture")
        form = FixtureForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            fixture = schedule_fixture(
                home_id=told["home"].pk,
                away_id=told["away"].pk,
                season_id=told["season"].pk,
                kickoff_at=told["kickoff_at"],
                venue=told["venue"],
                by=by,
            )
            messages.success(request, f"{fixture} is set down.")
            return redirect("admin:community_fixture_change", fixture.pk)
        context = {"title": "Schedule a fixture", "form": form, "submit": "Schedule"}
        return self.render_page(request, "form_page", context)

    def change_view(  # noqa: PLR0917 -- Django's own signature
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show all of one fixture."""
        del form_url, extra_context
        allow(request, "view_fixture")
        # Lists quote an id as Django does, `_5F` for `_`; our own links and people do not.
        fixture = self._fixture(object_id, unquote(object_id))
        folded = streams.folded(fixture.stream)
        board = folded.project()
        clock = board.get("clock", {})
        context = {
            "title": str(fixture),
            "fixture": fixture,
            "board": board,
            "clock": clock_words(
                board["status"], period=clock.get("period"), clock_ms=clock.get("clock_ms")
            ),
            "head": folded.offset,
            "tellers": feeds.told_of(fixture.pk),
            "squads": selectors.players_of(fixture),
        }
        return self.render_page(request, "fixture", context)

    def score_view(self, request: HttpRequest, match_id: str) -> HttpResponse:
        """Correct a score: goals that were missed are appended, wrong ones taken back."""
        by = allow(request, "change_fixture")
        fixture = self._fixture(match_id)
        folded = streams.folded(fixture.stream)
        score = folded.project()["score"]
        initial = {**score, "op": uuid4(), "seen": folded.offset}
        players = selectors.players_of(fixture)
        form = ScoreForm(request.POST or None, players=players, initial=initial)
        if request.method == "POST" and form.is_valid():
            told = form.cleaned_data
            try:
                correct_score(match_id=match_id, score=form.score(), by=by, sent=form.sent())
            except StaleError as stale:
                form.look_again(seen=folded.offset)
                tell(form, stale)
            except RefusedError as refused:
                tell(form, refused)
            else:
                messages.success(request, f"The score is {told['home']}\u2013{told['away']} now.")
                return redirect("admin:community_fixture_change", match_id)
        context = {
            "title": "Correct the score",
            "fixture": fixture,
            "score": score,
            "form": form,
        }
        return self.render_page(request, "score", context)

    def kickoff_view(self, request: HttpRequest, match_id: str) -> HttpResponse:
        """Move a fixture's kick-off."""
        by = allow(request, "change_fixture")
        fixture = self._fixture(match_id)
        form = KickoffForm(request.POST or None, initial={"kickoff_at": fixture.kickoff_at})
        if request.method == "POST" and form.is_valid():
            move_fixture(match_id=match_id, kickoff_at=form.cleaned_data["kickoff_at"], by=by)
            messages.success(request, f"{fixture} is moved.")
            return redirect("admin:community_fixture_change", match_id)
        context = {"title": "Move the kick-off", "form": form, "submit": "Move", "above": fixture}
        return self.render_page(request, "form_page", context)

    def _fixture(self, *match_ids: str) -> Fixture:
        found = selectors.fixtures().filter(pk__in=match_ids).first()
        if found is None:
            raise Http404
        return found


def enter(site: AdminSite) -> None:
    """Enter the pages into the console."""
    site.register(Fixture, FixtureAdmin)
