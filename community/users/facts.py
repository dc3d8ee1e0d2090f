"""What happens to a user's standing in the house, as facts on `user.<actor id>`; actor ids only."""

from community.core.types import Identifier
from community.streams.catalogue import states
from community.streams.facts import FactData
from community.users.roles import Role


@states("user.roles_set", user="actor_5f2c", roles=[Role.OPERATOR])
class UserRolesSet(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """The roles a user has from now on, all of them."""

    user: Identifier
    roles: list[Role]


@states("user.sessions_ended", user="actor_5f2c")
class UserSessionsEnded(FactData, frozen=True, kw_only=True):
    """Every session a user had is over: he signs in again, everywhere."""

    user: Identifier
