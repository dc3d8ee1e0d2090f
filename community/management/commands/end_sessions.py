"""End sessions: all of a user's, or one of the live socket by its pseudonym."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.users import selectors
from community.users.errors import UnknownUserError
from community.users.services.sessions import end_session, end_sessions


class Command(BaseCommand):
    """Sign somebody out everywhere, or stop one live page."""

    help = "End every session of a user, or one live session by the pseudonym hello told it."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("username", nargs="?", help="whose sessions end, all of them")
        which.add_argument("--session", metavar="PSEUDONYM", help="the one that ends, of today")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 -- Django's own signature
        if options["session"]:
            end_session(pseudonym=options["session"])
            self.stdout.write(f"The session {options['session']} is over.")
            return
        try:
            user_id = selectors.id_of(options["username"])
        except UnknownUserError as refused:
            message = f"There is no user called {options['username']}."
            raise CommandError(message) from refused
        end_sessions(user_id=user_id, by=None)
        self.stdout.write(f"Every session of {options['username']} is over.")
