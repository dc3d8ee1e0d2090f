"""The verdict that every text needs before it is shown; made by moderation's screening alone."""

import hashlib
from dataclasses import dataclass
from typing import Literal, TypeAlias

Outcome: TypeAlias = Literal["allow", "hold", "refuse"]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What screening said of one text, and by which rule.

    digest: SHA-256 of the salt and the text's UTF-8, in hexadecimal. The salt is 32 random bytes
    that live and die with the text; without it the digest, which stays, tells nothing.
    rule, version: the rule that decided. reasons: every rule that had something to say.
    """

    id: str
    rule: str
    version: int
    score: int
    threshold: int
    salt: bytes
    digest: str
    took_us: int
    outcome: Outcome
    reasons: tuple[str, ...] = ()

    def speaks_of(self, text: str) -> bool:
        """Whether this very text was screened."""
        return hashlib.sha256(self.salt + text.encode()).hexdigest() == self.digest
