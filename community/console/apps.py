"""The admin app, with our site in place of the stock one."""

from django.contrib.admin.apps import AdminConfig


class ConsoleConfig(AdminConfig):
    """Django's admin, served by the console's own site."""

    default_site = "community.console.site.Console"
