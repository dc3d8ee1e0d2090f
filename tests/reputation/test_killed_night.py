"""The nightly fold under kill -9: a real worker, killed between two authors and amid a write."""

import os
import signal
from contextlib import contextmanager
from socket import gethostname

import pytest
from celery import current_app
from django.db import connection, connections, transaction

from community.config import selectors as config
from community.core import clock
from community.reputation.decay import Credit, Running, folded
from community.reputation.models import Award, Balance
from community.reputation.selectors import calendar_of
from community.reputation.services import refold as nightly
from community.reputation.services.settle import held_all, settled, write_all
from deploy.embedded.processes import is_alive, wait_until
from deploy.programs import Program, Running as Process, worker_program
from tests.browser.server import environment
from tests.reputation.stand import balances

pytestmark = [
    pytest.mark.django_db(databases=["default", "owner"], transaction=True),
    pytest.mark.timeout(120),
]

# One more page than one, of authors with awards of two half-lives.
AUTHORS = [f"actor_{number:03}" for number in range(nightly.ACTORS_FOLDED + 20)]
PAGE, REST = AUTHORS[: nightly.ACTORS_FOLDED], AUTHORS[nightly.ACTORS_FOLDED :]
HALF_LIVES_S = (2_592_000, 7_776_000)
DAY_MS = 86_400_000
WAIT_S = 60.0  # only a deadline
# Whoever is killed is missed by the worker for a few seconds: two are, and one is left.
CHILDREN = 3
TASK = "reputation.refold"
GATE = 5
# Whoever changes the balance waits at a gate, in the middle of his statement.
SHUT = f"""
CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN PERFORM pg_advisory_xact_lock_shared({GATE}); RETURN NEW; END $$;
CREATE TRIGGER gate BEFORE UPDATE ON reputation_balance FOR EACH ROW
WHEN (OLD.actor = '{REST[10]}') EXECUTE FUNCTION wait_at_gate();"""
OPENED = "DROP TRIGGER gate ON reputation_balance; DROP FUNCTION wait_at_gate()"
WAITING = """
SELECT count(*) FROM pg_locks
WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"""
HOLDING = """
SELECT count(*) FROM pg_locks
WHERE relation = 'reputation_balance'::regclass AND pid <> pg_backend_pid()"""


def award(author, number, *, half_life_s, now):
    return Award(
        id=f"award_{author}_{half_life_s}",
        actor=author,
        deed=f"deed_{author}_{half_life_s}",
        kind="insight_vote",
        amount=1_000_003 + 7_919 * number,
        half_life_s=half_life_s,
        at=clock.from_ms(now - (3 + number % 40) * DAY_MS),
        policy="",
        recorded_at=clock.from_ms(now),
    )


def credits_of(author):
    rows = Award.objects.filter(actor=author)
    return [
        Credit(amount=row.amount, half_life_s=row.half_life_s, at_ms=clock.to_ms(row.at))
        for row in rows
    ]


@pytest.fixture
def authors():
    """Many who earned something, and what they run at."""
    now, calendar = clock.now_ms(), calendar_of(config.current().reputation)
    Award.objects.bulk_create(
        award(author, number, half_life_s=half_life_s, now=now)
        for number, author in enumerate(AUTHORS)
        for half_life_s in HALF_LIVES_S
    )
    with transaction.atomic():
        write_all(
            [
                settled(
                    balance,
                    Running().credited(credits_of(balance.actor), calendar=calendar),
                    calendar=calendar,
                )
                for balance in held_all(AUTHORS)
            ]
        )


class Worker:
    """A Celery worker on a queue of this test's own; one of its children folds, the rest wait."""

    def __init__(self, folder):
        self._log, self._queue = folder / "worker.log", f"night-{os.getpid()}"
        command = worker_program(self._queue, processes=CHILDREN).command
        command = ("/usr/bin/env", *environment(self._log), *command)
        self._running = Process(Program(name="worker", command=command), log=self._log)
        self._killed = set()

    def fold(self):
        current_app.send_task(TASK, queue=self._queue)

    def fold_until_done(self):
        done = self.log.count(" succeeded in ") + 1
        self.fold()
        ended = wait_until(lambda: self.log.count(" succeeded in ") == done, timeout_s=WAIT_S)
        assert ended, self.log

    def kill(self):
        """Kill the child that folds."""
        asked = current_app.control.inspect([f"{self._queue}@{gethostname()}"], limit=1)
        answers = asked.active()
        assert answers is not None, self.log
        [folding] = answers.values()
        [pid] = {task["worker_pid"] for task in folding} - self._killed
        self._killed.add(pid)
        os.kill(pid, signal.SIGKILL)
        assert wait_until(lambda: not is_alive(pid), timeout_s=WAIT_S)

    def stop(self):
        self._running.let_go()
        self._running.wait_gone()

    @property
    def log(self):
        return self._log.read_text()


@pytest.fixture
def worker(tmp_path):
    """A worker, on the run's own database."""
    running = Worker(tmp_path)
    yield running
    running.stop()


@contextmanager
def held_amid_a_write():
    """Who folds waits in the middle of writing the second page."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(SHUT)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [GATE])
            yield
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute(OPENED)


@contextmanager
def held_between_authors():
    """Who folds has committed the first page, and waits for an author of the second."""
    with transaction.atomic():
        Balance.objects.select_for_update(no_key=True).get(actor=REST[10])
        yield


def count_of(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def kill_while(held, worker):
    """What there is when the killed one's transaction is over too."""
    with held():
        worker.fold()
        assert wait_until(lambda: count_of(WAITING) > 0, timeout_s=WAIT_S), worker.log
        worker.kill()
    assert wait_until(lambda: count_of(HOLDING) == 0, timeout_s=WAIT_S)
    return balances()


@pytest.mark.usefixtures("authors")
def test_a_night_killed_twice_and_done_twice_comes_to_what_the_awards_come_to(worker):
    before = balances()
    night = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)

    between = kill_while(held_between_authors, worker)
    amid = kill_while(held_amid_a_write, worker)
    worker.fold_until_done()
    once = balances()
    worker.fold_until_done()

    assert [row["folded_at"] == night for row in between] == [
        row["actor"] in PAGE for row in between
    ]
    assert between[len(PAGE) :] == before[len(PAGE) :]
    assert amid == between
    assert balances() == once
    calendar = calendar_of(config.current().reputation)
    for row in once:
        at_ms = clock.to_ms(night)
        sums = folded(credits_of(row["actor"]), at_ms=at_ms, calendar=calendar).sums
        assert (row["at"], row["folded_at"]) == (night, night)
        assert row["sums"] == {str(half_life_s): left for half_life_s, left in sums.items()}
    assert [page.differences for page in nightly.refold(again=True)] == [(), ()]
    assert balances() == once
