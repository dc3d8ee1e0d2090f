"""The admin app, with our site in place of the stock one."""

from django.contrib.admin.apps import AdminConfig


class ConsoleConfig(AdminConfig):
    """Django's admin, served by the console's own site."""

    default_site = "community.console.site.Console"

    def ready(self) -> None:
        """Enter every page of the console, once the stock ones are in."""
        super().ready()
        from allauth.account.models import EmailAddress
        from allauth.mfa.models import Authenticator
        from django.contrib.auth.models import Group

        from community.console import catalogue, feeds, fixtures, policies, posts, users
        from community.console.site import console

        # Code makes the roles: a group edited by hand would say one thing and be made another.
        # An address edited by hand would count as verified without a letter.
        for stock in (Group, EmailAddress, Authenticator):
            console.unregister(stock)
        for pages in (catalogue, feeds, fixtures, policies, posts, users):
            pages.enter(console)
