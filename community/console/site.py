"""The console: Django's admin under our name."""

from django.contrib import admin
from django.contrib.admin import sites


class Console(admin.AdminSite):
    """The admin site."""

    site_header = "Terrace console"
    site_title = "Terrace console"
    index_title = "The desk"


console = sites.site
