"""The ladder: down while a write waits, up again when none does."""

from community.edge.ladder import Ladder, Rung


def ladder():
    return Ladder(snapshots_after_s=3.0, let_go_after_s=20.0)


def test_who_takes_every_write_gets_frames():
    client = ladder()
    for now_s in range(100):
        client.begin(now_s)
        client.end()
        assert client.look(now_s + 0.5) is Rung.FRAMES


def test_a_write_that_waits_leads_down_step_by_step():
    client = ladder()
    client.begin(100.0)

    looks = {waited_s: client.look(100.0 + waited_s) for waited_s in (0, 2.9, 3, 19.9, 20)}

    assert looks == {
        0: Rung.FRAMES,
        2.9: Rung.FRAMES,
        3: Rung.SNAPSHOTS,
        19.9: Rung.SNAPSHOTS,
        20: Rung.LET_GO,
    }


def test_who_reads_again_is_back_on_top():
    client = ladder()
    client.begin(0.0)
    assert client.look(5.0) is Rung.SNAPSHOTS
    client.end()

    assert client.look(6.0) is Rung.FRAMES


def test_a_snapshot_that_waits_in_its_turn_keeps_the_client_where_it_is():
    client = ladder()
    client.begin(0.0)
    client.look(5.0)
    client.end()
    client.begin(5.5)

    assert client.look(6.0) is Rung.SNAPSHOTS


def test_who_was_let_go_stays_gone():
    client = ladder()
    client.begin(0.0)
    client.look(30.0)
    client.end()

    assert client.look(31.0) is Rung.LET_GO
