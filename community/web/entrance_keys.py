"""Second factors: their secrets are sealed at rest, as every secret we keep."""

from allauth.mfa.adapter import DefaultMFAAdapter

from community.feeds.sealing import seal, unseal


class Keys(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """What allauth stores of authenticator apps and recovery codes."""

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return seal(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again; raises UnavailableError under another SECRET_KEY."""
        return unseal(encrypted_text.encode()).decode()
