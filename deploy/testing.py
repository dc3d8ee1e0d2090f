"""`make test`: pytest with everything it needs found first; words go to pytest."""

import os
import sys

from deploy.browser import get_chromium
from deploy.embedded.errors import ServiceError
from deploy.node import find_node
from deploy.programs import ROOT
from deploy.steps import Step


def main(words: list[str]) -> None:
    """Find a browser and a Node, then become pytest. Raises ServiceError."""
    with Step("Find Chromium and Node"):
        os.environ["TERRACE_CHROMIUM"] = str(get_chromium())
        os.environ["TERRACE_NODE"] = str(find_node())
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *words])  # noqa: S606 - ourselves


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ServiceError as refusal:
        sys.exit(str(refusal))
