"""`make clean`: removes caches and the tests' services; the demo's data stay (see RESET=1)."""

import shutil
import sys

from deploy.embedded.errors import ServiceError
from deploy.programs import ROOT
from deploy.reset import remove_profile

CACHES = (".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache")


def main() -> int:
    """Remove what can be made again."""
    try:
        remove_profile(ROOT, profile="test")
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1
    for name in CACHES:
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for coverage in ROOT.glob(".coverage*"):
        coverage.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
