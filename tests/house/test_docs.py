"""What the documents promise is there: commands, variables, files."""

import re

import pytest
from django.core.management import get_commands

from tests.house.tree import ROOT, sources, texts

DOCUMENTS = texts("*.md", "docs/*.md")
TARGETS = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
# Read by Django, Playwright or the tests themselves; nobody sets them for Terrace.
FOREIGN = {"DJANGO_ALLOW_ASYNC_UNSAFE", "DJANGO_SETTINGS_MODULE", "PLAYWRIGHT_BROWSERS_PATH"}
VARIABLE = re.compile(r"(?:environ(?:\.get)?|getenv)[\[(]\"(\w+)\"|_(?:flag|words)\(\"(\w+)\"")
# A line of its own, or inside backticks: words of a sentence are no command.
MAKE = re.compile(r"(?:^    |`)make ([a-z]+)", re.MULTILINE)
MANAGE = re.compile(r"manage\.py ([a-z_]+)")
LINK = re.compile(r"\]\(([^)#:]+)\)")
PATH = re.compile(r"`((?:community|deploy|static|templates|tests|docs)/[\w/.*<>-]+)`")


def read_variables():
    """Every environment variable the code asks for."""
    asked = [VARIABLE.findall(source.text) for source in sources("community", "deploy")]
    return {first or second for found in asked for first, second in found} - FOREIGN


def absent(text):
    """Files that a document names and the tree does not have."""
    return [name for name in LINK.findall(text) + PATH.findall(text) if not any(ROOT.glob(name))]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_what_a_document_names_is_there(path):
    text = DOCUMENTS[path]

    assert set(MAKE.findall(text)) - TARGETS == set()
    assert set(MANAGE.findall(text)) - set(get_commands()) == set()
    assert absent(text) == []


def test_a_command_or_file_that_is_not_there_is_found():
    text = "Say `make coffee` or\n\n    make tea\n\n`manage.py brew`, [how](docs/brewing.md)."

    assert set(MAKE.findall(text)) - TARGETS == {"coffee", "tea"}
    assert set(MANAGE.findall(text)) - set(get_commands()) == {"brew"}
    assert absent(text) == ["docs/brewing.md"]


def test_every_variable_is_listed_with_what_it_means_and_no_other():
    example = (ROOT / ".env.example").read_text()
    listed = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))

    assert listed == read_variables()


def test_the_readme_names_every_target_a_newcomer_needs():
    assert {"demo", "test"} <= set(MAKE.findall(DOCUMENTS["README.md"]))
