"""The machine as the kernel tells it: CPU seconds and memory of process trees; knows no program."""

import os
import resource
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")
# A machine this busy is the limit, whatever is measured on it.
_SATURATED_SHARE = 0.95


def raise_file_limit() -> None:
    """Let this process, and those it starts, open as many sockets as the machine allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def cpu_s(pid: int) -> float:
    """CPU seconds a process, its children and theirs have spent so far, the ended ones included.

    Counts an ended child once its parent has waited for it.
    """
    return sum(_spent_ticks(member) for member in tree(pid)) / _TICKS_PER_S


def rss_bytes(pid: int) -> int:
    """Memory a process and its children hold now."""
    pages = 0
    for member in tree(pid):
        try:
            pages += int((_PROC / str(member) / "statm").read_text().split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
    return pages * os.sysconf("SC_PAGE_SIZE")


def tree(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    children = _children()
    waiting = [pid]
    while waiting:
        member = waiting.pop()
        yield member
        waiting += children[member]


def parent_of(pid: int) -> int:
    """The process that started another."""
    return int(_stat(pid)[1])


@dataclass(frozen=True, kw_only=True)
class Spent:
    """CPU seconds by name over a stretch of seconds, and how much of the whole machine was used."""

    seconds: float
    by_name: Mapping[str, float]
    busy_share: float

    @property
    def is_saturated(self) -> bool:
        """Whether the machine had nothing left to give."""
        return self.busy_share >= _SATURATED_SHARE

    def per(self, unit: str, *, count: int) -> str:
        """What one of `count` units cost, in words."""
        parts = [f"{name} {spent * 1e6 / count:.2f}" for name, spent in self.by_name.items()]
        return f"CPU us per {unit}: {', '.join(parts)}; the machine was {self.busy_share:.0%} busy"


class Meter:
    """Reads the CPU of named process trees from now on; `monotonic` never jumps."""

    def __init__(self, pids: Mapping[str, int], *, monotonic: float) -> None:
        self._pids = dict(pids)
        self._began = monotonic
        self._before = {name: cpu_s(pid) for name, pid in pids.items()}
        self._machine = _machine_ticks()

    def read(self, *, monotonic: float) -> Spent:
        """What was spent since the beginning."""
        busy, whole = (
            now - then for now, then in zip(_machine_ticks(), self._machine, strict=True)
        )
        return Spent(
            seconds=monotonic - self._began,
            by_name={name: cpu_s(pid) - self._before[name] for name, pid in self._pids.items()},
            busy_share=busy / max(1, whole),
        )


def _machine_ticks() -> tuple[int, int]:
    """(busy, all) ticks of every core since the machine started."""
    words = (_PROC / "stat").read_text().splitlines()[0].split()[1:9]
    user, nice, system, idle, waiting, *rest = map(int, words)
    busy = user + nice + system + sum(rest)
    return busy, busy + idle + waiting


def _spent_ticks(pid: int) -> int:
    try:
        return sum(int(word) for word in _stat(pid)[11:15])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from `state` on: the name before them may hold anything."""
    return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def _children() -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            try:
                found[parent_of(int(folder.name))].append(int(folder.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
    return found
