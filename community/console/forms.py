"""The console's forms: they check shape; services decide."""

from collections.abc import Mapping
from typing import Any

from django import forms

from community.console.pages import LocalDateTime
from community.feeds.models import Source
from community.matches.models import Club, Competition, Season
from community.matches.selectors import Named
from community.matches.services.correct import SCORE_MAX, Placed, Score
from community.streams.operations import Sent
from community.users.roles import Role

PERIODS = [
    ("", "As the clock stands"),
    (1, "1st half"),
    (2, "2nd half"),
    (3, "Extra time"),
    (4, "Extra time, 2nd"),
]


class ConsoleForm(forms.Form):
    """Fields one under the other, labels before them, faults beside them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own signature
        super().__init__(*args, **{"label_suffix": "", **kwargs})


class SourceForm(ConsoleForm):
    """Register a source."""

    name = forms.SlugField(
        max_length=40,
        help_text="Stands in the door's path and in every fact it tells. It cannot change later.",
    )
    title = forms.CharField(max_length=120, help_text="How people call it.")

    def clean_name(self) -> str:
        """Refuse a name that is taken, though the service would take it for the same source."""
        name = str(self.cleaned_data["name"])
        if Source.objects.filter(name=name).exists():
            message = "There is a source of this name."
            raise forms.ValidationError(message)
        return name


class KeyForm(ConsoleForm):
    """Issue a key."""

    label = forms.CharField(
        label="A new key's label", max_length=40, help_text="Who holds it, or where it is used."
    )


class FixtureForm(ConsoleForm):
    """Set a fixture down."""

    season = forms.ModelChoiceField(Season.objects.select_related("competition").order_by("name"))
    home = forms.ModelChoiceField(Club.objects.order_by("name"))
    away = forms.ModelChoiceField(Club.objects.order_by("name"))
    kickoff_at = forms.DateTimeField(label="Kick-off (UTC)", widget=LocalDateTime)
    venue = forms.CharField(max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """A club does not play itself."""
        told = super().clean() or {}
        if told.get("home") is not None and told.get("home") == told.get("away"):
            self.add_error("away", "A club does not play itself.")
        return told


class KickoffForm(ConsoleForm):
    """Move a fixture."""

    kickoff_at = forms.DateTimeField(label="Kick-off (UTC)", widget=LocalDateTime)


class ScoreForm(ConsoleForm):
    """Correct a score."""

    home = forms.IntegerField(min_value=0, max_value=SCORE_MAX)
    away = forms.IntegerField(min_value=0, max_value=SCORE_MAX)
    reason = forms.CharField(
        max_length=200, help_text="Stands in the log, for everybody to read, for good."
    )
    period = forms.TypedChoiceField(
        label="A missed goal's period",
        choices=PERIODS,
        coerce=int,
        empty_value=None,
        required=False,
    )
    clock = forms.RegexField(
        r"^\d{1,3}:[0-5]\d$",
        label="Its clock in that period",
        help_text="Minutes and seconds since the period began, such as 18:05.",
        required=False,
    )
    player = forms.ChoiceField(label="Its scorer", choices=[("", "Not known")], required=False)
    # Sent twice it is done once; and what moved since the page was opened is not overwritten.
    op = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own signature
        players: Mapping[str, Named],
        **kwargs: Any,  # noqa: ANN401 -- Django's own signature
    ) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(players.items(), key=lambda item: (item[1].side, item[1].name))
        choices = [(player_id, f"{named.name} ({named.side})") for player_id, named in named]
        player = self.fields["player"]
        assert isinstance(player, forms.ChoiceField), "declared above"
        player.choices = [("", "Not known"), *choices]

    def score(self) -> Score:
        """The score as it should be, and where a goal that was missed belongs."""
        told = self.cleaned_data
        minutes, _, seconds = told["clock"].partition(":")
        placed = Placed(
            period=told["period"],
            clock_ms=(int(minutes) * 60 + int(seconds)) * 1000 if told["clock"] else None,
            player=told["player"] or None,
        )
        return Score(home=told["home"], away=told["away"], reason=told["reason"], placed=placed)

    def sent(self) -> Sent:
        """The page's own operation, and what it had seen."""
        return Sent(op=self.cleaned_data["op"], seen=self.cleaned_data["seen"])

    def look_again(self, *, seen: int) -> None:
        """Show what was typed beside the present score, which the next try will have seen."""
        self.data = {**self.data.dict(), "seen": seen}  # type: ignore[attr-defined]  # a QueryDict


class RolesForm(ConsoleForm):
    """Give somebody their roles."""

    roles = forms.MultipleChoiceField(
        choices=[(role.value, role.value.capitalize()) for role in Role],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class CompetitionsForm(ConsoleForm):
    """Give a moderator the competitions to look after."""

    competitions = forms.ModelMultipleChoiceField(
        queryset=Competition.objects.order_by("name"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Holds while the role of a moderator does.",
    )
