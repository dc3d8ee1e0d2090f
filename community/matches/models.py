"""The catalogue of sport, from competition to player, and the providers' names for it."""

from django.db import models
from django.db.models import F, Q


class _Named(models.Model):
    """Something with a canonical id that facts cite, and a name people read."""

    id = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Sport(_Named):
    """A sport; its facts and fold are code."""

    class Meta:
        app_label = "community"
        db_table = "matches_sport"


class Competition(_Named):
    """A league or cup."""

    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, related_name="competitions")

    class Meta:
        app_label = "community"
        db_table = "matches_competition"
        permissions = [("moderate_competition", "Can moderate what is said of its matches")]


class Season(_Named):
    """One edition of a competition."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="seasons")

    class Meta:
        app_label = "community"
        db_table = "matches_season"


class Club(_Named):
    """A side that plays; code is its short name on a scoreboard, colour its shirt."""

    code = models.CharField(max_length=4)
    colour = models.CharField(max_length=7, blank=True)

    class Meta:
        app_label = "community"
        db_table = "matches_club"


class Player(_Named):
    """Somebody who plays."""

    class Meta:
        app_label = "community"
        db_table = "matches_player"


class Fixture(models.Model):
    """A match set down to be played; its id names its stream, `match.<id>`.

    material_offset is the last offset of the stream that could change a market or a mind.
    """

    id = models.CharField(max_length=40, primary_key=True)
    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="fixtures")
    home = models.ForeignKey(Club, on_delete=models.PROTECT, related_name="+")
    away = models.ForeignKey(Club, on_delete=models.PROTECT, related_name="+")
    kickoff_at = models.DateTimeField(db_index=True)
    venue = models.CharField(max_length=120, blank=True)
    round = models.CharField(max_length=120, blank=True)
    simulated = models.BooleanField(default=False)
    material_offset = models.BigIntegerField(default=0)
    incidents = models.IntegerField(default=0)

    class Meta:
        app_label = "community"
        db_table = "matches_fixture"
        constraints = [
            models.CheckConstraint(condition=~Q(home=F("away")), name="matches_fixture_two_sides"),
        ]

    def __str__(self) -> str:
        return f"{self.home} v {self.away}"

    @property
    def stream(self) -> str:
        """The name of the match's stream."""
        return f"match.{self.id}"


class Scoreboard(models.Model):
    """What lists show of a match, as last projected from its stream; derived, so made at will."""

    class Status(models.TextChoices):
        """As the fold names them."""

        SCHEDULED = "scheduled"
        LIVE = "live"
        BREAK = "break"
        ENDED = "ended"

    fixture = models.OneToOneField(
        Fixture, on_delete=models.CASCADE, primary_key=True, related_name="scoreboard"
    )
    offset = models.BigIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SCHEDULED)
    home = models.SmallIntegerField(default=0)
    away = models.SmallIntegerField(default=0)
    shootout_home = models.SmallIntegerField(null=True)
    shootout_away = models.SmallIntegerField(null=True)
    period = models.SmallIntegerField(null=True)
    clock_ms = models.IntegerField(null=True)

    class Meta:
        app_label = "community"
        db_table = "matches_scoreboard"
        indexes = [models.Index(fields=["status"], name="matches_scoreboard_status")]

    def __str__(self) -> str:
        return f"{self.home}-{self.away} ({self.status})"


class Reel(models.Model):
    """Where a match's incidents and minutes lie in its stream, as far as read; made at will."""

    fixture = models.OneToOneField(
        Fixture, on_delete=models.CASCADE, primary_key=True, related_name="reel"
    )
    offset = models.BigIntegerField(default=0)
    marks = models.JSONField(default=list)
    minutes = models.JSONField(default=list)

    class Meta:
        app_label = "community"
        db_table = "matches_reel"

    def __str__(self) -> str:
        return f"{self.fixture_id}@{self.offset}"


class Squad(models.Model):
    """A player named for a side of a fixture."""

    fixture = models.ForeignKey(Fixture, on_delete=models.CASCADE, related_name="squads")
    player = models.ForeignKey(Player, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=4, choices=[("home", "home"), ("away", "away")])
    shirt = models.SmallIntegerField(null=True, blank=True)
    role = models.CharField(max_length=3, blank=True)

    class Meta:
        app_label = "community"
        db_table = "matches_squad"
        constraints = [
            models.UniqueConstraint(fields=["fixture", "player"], name="matches_squad_player"),
        ]

    def __str__(self) -> str:
        return f"{self.player_id} ({self.side})"


class ExternalId(models.Model):
    """A provider's name for something of ours."""

    class Kind(models.TextChoices):
        """What can be named."""

        COMPETITION = "competition"
        SEASON = "season"
        CLUB = "club"
        PLAYER = "player"
        FIXTURE = "match"

    provider = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    external_id = models.CharField(max_length=80)
    canonical_id = models.CharField(max_length=40, db_index=True)

    class Meta:
        app_label = "community"
        db_table = "matches_external_id"
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "kind", "external_id"], name="matches_external_id_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider}:{self.external_id}"
