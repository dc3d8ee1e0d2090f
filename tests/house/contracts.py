"""Checks every import contract as it is, and again with an import planted that it forbids.

A program of its own: Twisted, which the test run has loaded, adds `__provides__` to every abstract
class, and import-linter trips over it. Prints one line a contract: its id, kept or broken twice.
"""

import copy
from typing import Any

import grimp
from importlinter.api import read_configuration
from importlinter.contracts.acyclic_siblings import AcyclicSiblingsContract
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.contracts.protected import ProtectedContract

KINDS: dict[str, Any] = {
    "acyclic_siblings": AcyclicSiblingsContract,
    "forbidden": ForbiddenContract,
    "layers": LayersContract,
    "protected": ProtectedContract,
}
# Who imports what, against each contract.
PLANTED = {
    "floors": ("community.matches.selectors", "community.feeds.models"),
    "rooms": ("community.matches.models", "community.matches.selectors"),
    "pen": ("community.api.matches", "community.streams.services"),
    "pure": ("community.matches.tallies", "django"),
    "sockets": ("community.edge.session", "community.streams.models"),
    "settings": ("community.api.health", "community.settings"),
    "machine": ("community.streams.publish", "community.env"),
    "deploy": ("community.core.clock", "deploy.programs"),
    "bare": ("deploy.supervisor", "community.core.clock"),
    "drf": ("community.web.views.matches", "rest_framework"),
    "channels": ("community.web.views.matches", "channels"),
    "celery": ("community.feeds.services.ingest", "celery"),
    "cycles": ("community.core.types", "community.streams.facts"),
}


def imports(session):
    """The graph of who imports what, as lint-imports builds it."""
    return grimp.build_graph(
        *session["root_packages"],
        include_external_packages=True,
        exclude_type_checking_imports=True,
        cache_dir=None,
    )


def is_kept(options, graph, *, session):
    """Whether a contract holds for a graph."""
    contract = KINDS[options["type"]](
        name=options["name"], session_options=session, contract_options=options
    )
    return contract.check(copy.deepcopy(graph), verbose=False).kept


def main():
    """Check all of them."""
    configuration = read_configuration("pyproject.toml")
    session = configuration["session_options"]
    graph = imports(session)
    for options in configuration["contracts_options"]:
        importer, imported = PLANTED[options["id"]]
        spoilt = copy.deepcopy(graph)
        spoilt.add_import(importer=importer, imported=imported)
        words = [
            "kept" if is_kept(options, read, session=session) else "broken"
            for read in (graph, spoilt)
        ]
        print(options["id"], *words)  # noqa: T201 -- printing is its work


if __name__ == "__main__":
    main()
