"""Send a match through the signed HTTP door and print its final board."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import Progress

from community.core import clock
from community.core.errors import RefusedError, UnavailableError
from community.feeds import replay, signing
from community.feeds.providers import simulator, wyscout
from community.feeds.providers.protocol import Recording
from community.feeds.sender import DoorError, Sender
from community.feeds.services import keys
from deploy.programs import HOST, Running, web_program

READY_S_MAX = 60
STOPPED = 130  # what a shell says of a program that Ctrl-C ended
SIMULATED_KICKOFF_AT = 1_767_225_600_000  # 2026-01-01, fixed: at full speed a seed is one match


class Command(BaseCommand):
    """Replays a provider's file, or a simulated match."""

    help = "Send a match through the signed HTTP door and print the final board."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", type=Path, help="a Wyscout v2 file, .json or .json.gz"
        )
        parser.add_argument("--simulate", metavar="SEED", help="play a simulated match instead")
        parser.add_argument("--speed", type=float, default=0, help="1 is match time, 0 at once")
        parser.add_argument("--url", help="the server; else the running demo, else one of its own")
        parser.add_argument("--json", action="store_true", help="print exactly one JSON object")
        parser.add_argument(
            "--key", help="the source's secret (whsec_...) at a server that is not this machine's"
        )

    def handle(self, **options: Any) -> None:  # noqa: ANN401 -- Django's own signature
        if options["speed"] < 0:
            raise CommandError("--speed is 0 or more")
        recording = _recording(options["file"], options["simulate"], speed=options["speed"])
        try:
            board = self._board(recording, options)
        except KeyboardInterrupt:
            raise CommandError("Stopped: what was sent is told.", returncode=STOPPED) from None
        self.stdout.write(msgspec.json.encode(board).decode() if options["json"] else _table(board))

    def _board(self, recording: Recording, options: dict[str, Any]) -> dict[str, Any]:
        """Send the match; the board it comes to."""
        with _server(options["url"]) as url, _secret(recording.source, options["key"]) as secret:
            sender = Sender(url=url, source=recording.source, secret=secret)
            try:
                match = self._play(sender, recording, {**options, "url": url})
                told = httpx.get(f"{url}/api/v1/matches/{match}", timeout=30).json()
            except (DoorError, UnavailableError, httpx.HTTPError) as refusal:
                raise CommandError(f"{url}: {refusal}") from refusal
            finally:
                sender.close()
        board: dict[str, Any] = told["board"]
        return board

    def _play(self, sender: Sender, recording: Recording, options: dict[str, Any]) -> str:
        console = Console(stderr=True, quiet=options["json"], no_color=options["no_color"])
        with Progress(console=console) as progress:
            task = progress.add_task(str(recording.sheet.id), total=len(recording.events))
            return replay.play(
                sender,
                recording,
                speed=options["speed"],
                progress=lambda done, _total: progress.update(task, completed=done),
                announced=lambda match: _say_where(console, options, match),
            )


def _say_where(console: Console, options: dict[str, Any], match: str) -> None:
    """Say where a match that takes its time is to be watched; one sent at once is over."""
    if options["speed"]:
        console.out(f"Watch it at {options['url']}/matches/{match}/", highlight=False)


def _recording(file: Path | None, seed: str | None, *, speed: float) -> Recording:
    if (file is None) == (seed is None):
        raise CommandError("give a FILE, or --simulate SEED")
    if seed is not None and speed:
        return _simulated_now(seed, speed=speed)
    if seed is not None:
        return simulator.simulate(seed, kickoff_at=SIMULATED_KICKOFF_AT)
    assert file is not None, "one of the two was given"
    try:
        return wyscout.read(file)
    except (OSError, RefusedError) as fault:
        raise CommandError(f"{file}: {fault}") from fault


def _simulated_now(seed: str, *, speed: float) -> Recording:
    """The seed's match kicking off now, for people to watch; each time another fixture."""
    kickoff_at = clock.now_ms()
    name = f"{seed}-at-{kickoff_at}"
    return replay.timed(simulator.simulate(seed, kickoff_at=kickoff_at, name=name), speed=speed)


@contextmanager
def _secret(source: str, told: str | None) -> Iterator[bytes]:
    """The secret to sign with: as told, else a key of this database, revoked after."""
    if told:
        yield signing.secret_bytes(told)
        return
    row = keys.register_source(name=source, title=source.title(), by=None)
    key, secret = keys.issue_key(source_id=row.pk, label="replay_match", by=None)
    try:
        yield secret
    finally:
        keys.revoke_key(key_id=key.pk, by=None)


@contextmanager
def _server(told: str | None) -> Iterator[str]:
    """The server to send to: as told, else the running demo's, else one for this command's life."""
    if url := told or _running():
        yield url.rstrip("/")
        return
    port = _free_port()
    log = settings.BASE_DIR / "var" / "log" / "replay-web.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    web = Running(web_program(port), log=log)
    try:
        url = f"http://{HOST}:{port}"
        _wait_ready(url, web)
        yield url
    finally:
        web.let_go()
        web.wait_gone()


def _running() -> str | None:
    try:
        url = msgspec.json.decode((settings.BASE_DIR / "var" / "run" / "demo.json").read_bytes())[
            "url"
        ]
        httpx.get(f"{url}/healthz", timeout=5).raise_for_status()
    except (OSError, KeyError, msgspec.DecodeError, httpx.HTTPError):
        return None
    return str(url)


def _wait_ready(url: str, web: Running) -> None:
    deadline_ms = clock.now_ms() + READY_S_MAX * 1000
    while clock.now_ms() < deadline_ms:
        if web.exit_code() is not None:
            break
        try:
            httpx.get(f"{url}/readyz", timeout=5).raise_for_status()
        except httpx.HTTPError:
            clock.sleep(0.1)
        else:
            return
    raise CommandError("the server did not come up; var/log/replay-web.log says why")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _table(board: dict[str, Any]) -> str:
    """The board for people."""
    lines = [f"{board['match']}  {board['score']['home']}-{board['score']['away']}"]
    if board["shootout"]:
        lines.append(f"  penalties {board['shootout']['home']}-{board['shootout']['away']}")
    lines += [_goal(goal) for goal in board["goals"]]
    for name in ("half_time", "corners", "yellow", "second_yellow", "red", "shots"):
        lines.append(f"  {name.replace('_', ' ')}: {board[name]['home']}-{board[name]['away']}")
    lines.append(f"  facts: {board['facts']}, head: {board['head']}")
    return "\n".join(lines)


def _goal(goal: dict[str, Any]) -> str:
    minute = goal["clock_ms"] // 60_000 + 1
    return f"  {goal['period']}H {minute}' {goal['side']} {goal['player'] or ''}"
