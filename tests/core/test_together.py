"""Together: who waits goes with the others, in order; what becomes of one is his alone."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from community.core.errors import ForbiddenError
from community.core.together import Together

WAIT_S = 30.0  # only a deadline: each is a moment's work


class Work:
    """Doubles numbers; the first call waits to be let go, so does 150.

    Refuses 13, and all where one is 77; fails at 99.
    """

    def __init__(self, *, most=8):
        self.groups = []
        self.begun, self.go, self.stay = (threading.Event() for _ in range(3))
        self.again = []
        self.together = Together(
            self._do, most=most, alone=lambda asked: asked % 100, again=self._do_again
        )

    def _do(self, asked):
        self.groups.append(list(asked))
        if len(self.groups) == 1:
            self.begun.set()
            assert self.go.wait(WAIT_S)
        if 150 in asked:
            assert self.stay.wait(WAIT_S)
        if 99 in asked:
            raise ZeroDivisionError
        if 77 in asked:
            raise ForbiddenError(asked="all")
        return [ForbiddenError(asked=each) if each == 13 else 2 * each for each in asked]

    def _do_again(self, asked):
        self.again.append(asked)
        if asked == 99:
            raise ZeroDivisionError
        return 2 * asked

    def waiting(self):
        """How many wait, beside who is at it."""
        return sum(map(len, self.together._lines.values()))

    def asked_while_busy(self, *numbers):
        """What comes of numbers that are asked for one after the other while 1 is done."""
        with ThreadPoolExecutor(1 + len(numbers)) as threads:
            first = threads.submit(self.together.ask, "key", 1)
            assert self.begun.wait(WAIT_S)
            answers = []
            for count, number in enumerate(numbers, start=1):
                answers.append(threads.submit(self.together.ask, "key", number))
                while self.waiting() < count:
                    assert not answers[-1].done()
            self.go.set()
            assert first.result(WAIT_S) == 2
            for answer in answers:
                answer.exception(WAIT_S)
        return answers


def test_those_who_come_while_one_is_at_it_are_next_in_their_order():
    work = Work()

    answers = work.asked_while_busy(5, 3, 4)

    assert [answer.result() for answer in answers] == [10, 6, 8]
    assert work.groups == [[1], [5, 3, 4]]


def test_who_is_refused_is_refused_alone():
    work = Work()

    two, refused, three = work.asked_while_busy(2, 13, 3)

    assert (two.result(), three.result()) == (4, 6)
    assert isinstance(refused.exception(), ForbiddenError)


def test_what_fails_for_several_is_done_for_each_by_itself():
    work = Work()

    two, failed, three = work.asked_while_busy(2, 99, 3)

    assert (two.result(), three.result()) == (4, 6)
    assert isinstance(failed.exception(), ZeroDivisionError)
    assert len(work.groups) == 2
    assert sorted(work.again) == [2, 3, 99]


def test_what_is_refused_to_all_is_the_answer_of_each_and_nothing_is_done_again():
    work = Work()

    answers = work.asked_while_busy(2, 77, 3)

    assert {type(answer.exception()) for answer in answers} == {ForbiddenError}
    assert work.groups[1:] == [[2, 77, 3]]
    assert work.again == []


def test_the_fault_of_one_who_went_alone_is_raised_to_him():
    work = Work(most=1)

    two, failed = work.asked_while_busy(2, 99)

    assert two.result() == 4
    assert isinstance(failed.exception(), ZeroDivisionError)
    assert work.groups == [[1], [2], [99]]


def test_of_those_with_the_same_of_it_one_goes_at_a_time_and_nobody_is_overtaken_for_long():
    work = Work(most=2)

    answers = work.asked_while_busy(7, 107, 8, 9)

    assert [answer.result() for answer in answers] == [14, 214, 16, 18]
    assert work.groups == [[1], [7, 8], [107, 9]]


def test_who_is_done_is_answered_while_the_next_are_at_it():
    work = Work()
    with ThreadPoolExecutor(5) as threads:
        answers = [threads.submit(work.together.ask, "key", 1)]
        assert work.begun.wait(WAIT_S)
        for count, number in enumerate((50, 150, 3, 4), start=1):
            answers.append(threads.submit(work.together.ask, "key", number))
            while work.waiting() < count:
                assert not answers[-1].done()
        work.go.set()
        first, one, same, three, four = answers

        assert [each.result(WAIT_S) for each in (first, one, three, four)] == [2, 100, 6, 8]
        assert not same.done()
        work.stay.set()
        assert same.result(WAIT_S) == 300
    assert work.groups == [[1], [50, 3, 4], [150]]


def test_keys_wait_for_nobody_else_and_nothing_is_kept_of_them():
    work = Work()
    work.go.set()

    assert [work.together.ask(key, 2) for key in ("one", "other")] == [4, 4]
    with pytest.raises(ForbiddenError):
        work.together.ask("one", 13)
    assert work.together._lines == {}
