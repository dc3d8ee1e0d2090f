"""The repository's policies: policies/*.toml, one file a policy, read once a process."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from community.config.errors import PolicyInvalidError
from community.config.numbers import Policy
from community.config.parsing import parse
from community.config.schema import KINDS
from community.core.errors import Fault

FOLDER = Path(__file__).resolve().parent / "policies"


@cache
def repository() -> Mapping[str, Policy]:
    """Every policy as the repository has it, by name; raises PolicyInvalidError."""
    return read(FOLDER)


def read(folder: Path) -> dict[str, Policy]:
    """Every policy of a folder, by name; raises PolicyInvalidError with the faults of all files."""
    policies: dict[str, Policy] = {}
    faults: list[Fault] = []
    for name in sorted(KINDS.keys() | {path.stem for path in folder.glob("*.toml")}):
        try:
            policies[name] = parse(name, _values(folder / f"{name}.toml"))
        except PolicyInvalidError as refused:
            faults.extend(refused.faults)
    if faults:
        raise PolicyInvalidError(*faults)
    return policies


def _values(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        fault = Fault(pointer=f"/{path.stem}", detail=f"{path.name} is missing.")
        raise PolicyInvalidError(fault) from missing
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        fault = Fault(pointer=f"/{path.stem}", detail=f"{path.name} is not TOML: {broken}")
        raise PolicyInvalidError(fault) from broken
