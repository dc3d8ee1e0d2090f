"""Static files as a deployment collects them: renamed by their content, and imports with them."""

import re

import pytest
from django.core.management import call_command

from tests.house.tree import ROOT

REAL = {"staticfiles": {"BACKEND": "community.web.storage.StaticStorage"}}
IMPORTED = re.compile(r'^import .*"\./([\w.-]+)";$', re.MULTILINE)


@pytest.fixture
def collected(settings, tmp_path):
    """Our own files, collected."""
    settings.STORAGES = settings.STORAGES | REAL
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    call_command("collectstatic", "--no-input", verbosity=0)
    return tmp_path


def test_every_module_is_collected_and_imports_others_by_their_content(collected):
    modules = sorted((ROOT / "static/js/sdk").glob("*.js"))

    assert modules != []
    for module in modules:
        (named,) = (collected / "js/sdk").glob(f"{module.stem}.{'[0-9a-f]' * 12}.js")
        for imported in IMPORTED.findall(named.read_text()):
            assert re.search(r"\.[0-9a-f]{12}\.js$", imported)
            assert (named.parent / imported).exists()
