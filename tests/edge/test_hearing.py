"""Hearing: who reports and then does not is deaf; who never reported is believed to be there."""

from community.edge.hearing import REPORTS_MISSED, Hearing

ACK_S = 1.0
DEAF_S = REPORTS_MISSED * ACK_S


def told_from(start_s, *, reports):
    """A client that said something, and was sent something right after."""
    hearing = Hearing(ack_s=ACK_S)
    hearing.hear(reports=reports)
    hearing.tell()
    hearing.look(start_s)
    return hearing


def test_who_reported_and_misses_its_reports_is_deaf():
    hearing = told_from(10.0, reports=True)

    looks = [hearing.look(10.0 + waited_s) for waited_s in (1.0, DEAF_S - 0.01, DEAF_S, DEAF_S + 1)]

    assert looks == [False, False, True, False]
    assert hearing.is_deaf


def test_who_never_reported_is_not():
    hearing = told_from(10.0, reports=False)

    assert not hearing.look(10_000.0)
    assert not hearing.is_deaf


def test_who_was_sent_nothing_has_nothing_to_report():
    hearing = Hearing(ack_s=ACK_S)
    hearing.hear(reports=True)

    for now_s in range(100):
        hearing.look(float(now_s))

    assert not hearing.is_deaf


def test_any_word_ends_it():
    hearing = told_from(10.0, reports=True)
    hearing.look(10.0 + DEAF_S)

    hearing.hear(reports=False)

    assert not hearing.is_deaf
    assert not hearing.look(100.0)


def test_it_is_counted_from_what_was_sent_last_after_a_word():
    hearing = told_from(10.0, reports=True)
    hearing.hear(reports=False)
    hearing.tell()

    hearing.look(20.0)

    assert not hearing.look(20.0 + DEAF_S - 0.01)
    assert hearing.look(20.0 + DEAF_S)
