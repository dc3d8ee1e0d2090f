"""The one place that joins floors: catalogues, folds and subscribers are entered here."""

from community.matches import facts as matches_facts
from community.streams import snapshots, subscriptions


def wire() -> None:
    """Enter every fold, subscription and catalogue; called once, when the app is ready."""
    assert matches_facts is not None, "importing a slice's facts enters them into the catalogue"
    subscriptions.register(snapshots.subscription())
