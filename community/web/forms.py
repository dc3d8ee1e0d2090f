"""Forms of people's own pages; what they refuse is in words, services refuse the rest."""

from django import forms

from community.core.errors import InvalidError
from community.users.models import BIO_LENGTH_MAX, HANDLE_LENGTH_MAX, HUES

# What the rules of screening say, in words.
_SAID = {
    "blocked_words": "Words of this are not used here.",
    "watched_words": "Words of this are not used here.",
    "links": "Fewer links, please.",
    "too_many_lines": "Fewer lines, please.",
}


class ProfileForm(forms.Form):
    """A handle, a colour, a few words."""

    handle = forms.CharField(
        max_length=HANDLE_LENGTH_MAX,
        help_text="3 to 24 small letters, digits or underscores. Your old one is free at once.",
    )
    hue = forms.IntegerField(
        label="Colour",
        min_value=0,
        max_value=HUES - 1,
        widget=forms.NumberInput(attrs={"type": "range"}),
        help_text="Round the circle of colours, from red by green and blue to red.",
    )
    bio = forms.CharField(
        label="A few words",
        max_length=BIO_LENGTH_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Others read them on your page; at most {BIO_LENGTH_MAX} letters.",
    )

    def tell(self, refused: InvalidError) -> None:
        """Put each fault beside its field."""
        for fault in refused.faults:
            field = fault.pointer.strip("/")
            words = _SAID.get(fault.detail, f"This cannot be shown: {fault.detail}.")
            self.add_error(field if field in self.fields else None, words)
