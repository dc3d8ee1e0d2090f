"""Reputation's rows: contributions, deeds, awards, and what somebody's awards come to."""

from django.db import models
from django.db.models import Q


class Contribution(models.Model):
    """A post as reputation knows it: whose, on which match, whether it stands, what became of it.

    author empty: a vote on it was heard first. n: the last fact of its thread that was heard.
    outcome: upheld, refuted, or empty; told_at: when.
    """

    post = models.CharField(max_length=80, primary_key=True)
    author = models.CharField(max_length=40, blank=True)
    match = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=8, blank=True)
    stands = models.BooleanField(default=True)
    outcome = models.CharField(max_length=8, blank=True)
    told_at = models.DateTimeField(null=True)
    n = models.BigIntegerField(default=0)

    class Meta:
        app_label = "community"
        db_table = "reputation_contribution"

    def __str__(self) -> str:
        return self.post


class Deed(models.Model):
    """What an author may be awarded for: a vote, an outcome, a moderator's word.

    amount: micro-units before caps; weight: the giver's, in millionths. undone_at: when it was
    taken back; stands: neither that nor its post out of sight. stream, n: the fact it comes from.
    settled: what it is credited says so; award: the one in force, empty for none; turn: how many
    there were.
    """

    id = models.CharField(max_length=40, primary_key=True)
    actor = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12)  # facts.DeedKind
    giver = models.CharField(max_length=40, blank=True)
    post = models.CharField(max_length=80, blank=True)
    match = models.CharField(max_length=80, blank=True)
    amount = models.BigIntegerField(default=0)
    weight = models.IntegerField()
    half_life_s = models.IntegerField(default=1)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    stands = models.BooleanField(default=True)
    settled = models.BooleanField(default=False)
    credited = models.BigIntegerField(default=0)
    award = models.CharField(max_length=40, blank=True)
    turn = models.IntegerField(default=0)
    stream = models.CharField(max_length=80)
    n = models.BigIntegerField()

    class Meta:
        app_label = "community"
        db_table = "reputation_deed"
        indexes = [
            models.Index(fields=["actor", "at"], name="reputation_deed_actor"),
            models.Index(fields=["actor", "match"], name="reputation_deed_match"),
            models.Index(fields=["post", "giver"], name="reputation_deed_post"),
            models.Index(fields=["giver"], name="reputation_deed_giver", condition=~Q(giver="")),
            models.Index(
                fields=["actor"], name="reputation_deed_unsettled", condition=Q(settled=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.actor}"


class Award(models.Model):
    """An amount earned or lost, or the reversal of one. Append-only.

    amount: micro-units; at: from when it fades, for a reversal that of what it takes back.
    policy: the digest it was decided under.
    """

    id = models.CharField(max_length=40, primary_key=True)
    actor = models.CharField(max_length=40)
    deed = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    amount = models.BigIntegerField()
    half_life_s = models.IntegerField()
    at = models.DateTimeField()
    match = models.CharField(max_length=80, blank=True)
    reversal_of = models.CharField(max_length=40, blank=True)
    policy = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "reputation_award"
        constraints = [
            # Nothing is taken back twice.
            models.UniqueConstraint(
                fields=["reversal_of"],
                name="reputation_award_reversed_once",
                condition=~Q(reversal_of=""),
            ),
        ]
        indexes = [
            models.Index(fields=["actor", "recorded_at"], name="reputation_award_actor"),
            models.Index(
                fields=["match", "actor"], name="reputation_award_match", condition=~Q(match="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.actor}"


class Balance(models.Model):
    """What somebody's awards come to at a moment: micro-units left, by half-life in seconds.

    calendar: the frozen times it was folded by; folded_at: up to when it was last folded from rows.
    """

    actor = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    sums = models.JSONField(default=dict)
    calendar = models.CharField(max_length=16)
    folded_at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "reputation_balance"

    def __str__(self) -> str:
        return self.actor
