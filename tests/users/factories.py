"""People for tests."""

from allauth.account.models import EmailAddress

from community.users.models import User
from community.users.roles import Role
from community.users.services.roles import set_roles


def someone(*roles, name="", is_verified=True):
    """A user with these roles, named after the first of them, his email verified."""
    name = name or (roles[0].replace(" ", "_") if roles else "nobody")
    user = User.objects.create_user(name, password="a long enough password")
    EmailAddress.objects.create(
        user=user, email=f"{name}@terrace.example", verified=is_verified, primary=True
    )
    set_roles(user_id=user.pk, roles=[Role(role) for role in roles], by=None)
    user.refresh_from_db()
    return user
