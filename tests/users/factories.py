"""People for tests."""

from community.users import services
from community.users.models import User
from community.users.roles import Role


def someone(*roles, name=""):
    """A user with these roles, named after the first of them."""
    name = name or (roles[0].replace(" ", "-") if roles else "nobody")
    user = User.objects.create_user(name, password="a long enough password")
    services.set_roles(user_id=user.pk, roles=[Role(role) for role in roles], by=None)
    user.refresh_from_db()
    return user
