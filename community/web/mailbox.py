"""A mailbox of this machine, in place of a server for mail: one file a letter, the newest kept."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from community.core import clock
from community.core.ids import random_id

LETTERS_MAX = 200


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as it was sent; at is in milliseconds since 1970."""

    at: int
    to: list[str]
    subject: str
    text: str


class Mailbox(BaseEmailBackend):
    """Puts letters where `letters` finds them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Put letters into the box; the oldest past its size are dropped."""
        box: Path = settings.MAILBOX
        box.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            at = clock.now_ms()
            letter = Letter(
                at=at, to=message.to, subject=str(message.subject), text=str(message.body)
            )
            name = f"{at}.{random_id('letter')}.json"
            aside = box / f"{name}.new"
            aside.write_bytes(msgspec.json.encode(letter))
            aside.rename(box / name)
        for path in _newest_first()[LETTERS_MAX:]:
            path.unlink(missing_ok=True)
        return len(email_messages)


def letters() -> list[Letter]:
    """Letters in the box, the newest first."""
    return [letter for _, letter in _read()]


def forget(address: str) -> None:
    """Drop every letter to an address."""
    for path, letter in _read():
        if address in letter.to:
            path.unlink(missing_ok=True)


def _read() -> Iterator[tuple[Path, Letter]]:
    for path in _newest_first():
        try:
            yield path, msgspec.json.decode(path.read_bytes(), type=Letter)
        except FileNotFoundError:  # dropped by another process meanwhile
            continue


def _newest_first() -> list[Path]:
    return sorted(settings.MAILBOX.glob("*.json"), reverse=True)
