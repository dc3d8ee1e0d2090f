"""The moderators' forms: a reason each, and an end; they check shape, services decide."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms

from community.console.forms import ConsoleForm
from community.core import clock
from community.users.facts import StandingKind, StandingReason

HOUR_S = 3_600
DAY_S = 24 * HOUR_S
LASTS = [
    (HOUR_S, "1 hour"),
    (DAY_S, "1 day"),
    (7 * DAY_S, "1 week"),
    (30 * DAY_S, "30 days"),
    (0, "Until it is lifted"),
]
GAPS = [
    (5_000, "5 seconds"),
    (15_000, "15 seconds"),
    (30_000, "30 seconds"),
    (60_000, "1 minute"),
    (300_000, "5 minutes"),
    (0, "None: end the slow mode"),
]
SLOW_LASTS = [(600, "10 minutes"), (1_800, "30 minutes"), (HOUR_S, "1 hour"), (0, "Until ended")]
KINDS = [
    (StandingKind.WARNED, "Warned: nothing is held back"),
    (StandingKind.SLOWED, "Slowed: fewer posts"),
    (StandingKind.MUTED, "Muted: reads, does not write"),
    (StandingKind.SUSPENDED, "Suspended"),
    (StandingKind.NONE, "In good standing"),
]


def words(code: str) -> str:
    """A reason's code in words."""
    return code.replace("_", " ").capitalize()


class ReasonForm(ConsoleForm):
    """Decide, with a reason that the policy offers."""

    reason = forms.ChoiceField(choices=[])

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own signature
        reasons: Sequence[str],
        **kwargs: Any,  # noqa: ANN401 -- Django's own signature
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["reason"], reasons)


class StandingForm(ConsoleForm):
    """Set an author's standing in the match's competition."""

    kind = forms.ChoiceField(label="Standing", choices=[(str(kind), says) for kind, says in KINDS])
    why = forms.ChoiceField(
        label="Reason",
        choices=[("", "Choose one")] + [(each, words(each)) for each in StandingReason],
    )
    lasts = forms.TypedChoiceField(label="For how long", choices=LASTS, coerce=int, initial=DAY_S)

    def until(self) -> datetime | None:
        """When it ends by itself; None when it does not."""
        return _end(self.cleaned_data["lasts"])


class SlowForm(ConsoleForm):
    """Set the gap between two posts of one author on a thread."""

    gap_ms = forms.TypedChoiceField(label="Between two posts", choices=GAPS, coerce=int)
    reason = forms.ChoiceField(choices=[])
    lasts = forms.TypedChoiceField(label="For how long", choices=SLOW_LASTS, coerce=int)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own signature
        reasons: Sequence[str],
        **kwargs: Any,  # noqa: ANN401 -- Django's own signature
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["reason"], reasons)

    def until(self) -> datetime | None:
        """When it ends by itself; None when it does not."""
        return _end(self.cleaned_data["lasts"])


class SearchForm(ConsoleForm):
    """Find posts by match or by author."""

    match = forms.CharField(label="Match or club", max_length=40, required=False)
    author = forms.CharField(label="Author's handle", max_length=40, required=False)


def offer(choice: forms.Field, reasons: Sequence[str]) -> None:
    """Offer reasons, none of them chosen beforehand."""
    assert isinstance(choice, forms.ChoiceField), "declared above"
    choice.choices = [("", "Choose one"), *((code, words(code)) for code in reasons)]


def _end(lasts_s: int) -> datetime | None:
    return clock.now() + timedelta(seconds=lasts_s) if lasts_s else None
