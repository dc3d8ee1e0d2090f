"""What a line does in each weather, between a real client and a real server of bare TCP."""

import asyncio

import pytest
import pytest_asyncio

from tests.faults.proxy import HOST, Proxy, Route

WAIT_S = 15.0  # only a deadline


class Line:
    """One end of a line."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    def say(self, octets):
        self.writer.write(octets)

    async def hear(self, count):
        async with asyncio.timeout(WAIT_S):
            return await self.reader.readexactly(count)

    async def end(self):
        """What else is heard before the line ends in order; raises ConnectionResetError."""
        async with asyncio.timeout(WAIT_S):
            return await self.reader.read()


class Server:
    """A server that does nothing by itself; `next` is its end of the next line."""

    def __init__(self):
        self.port = 0
        self.waiting: asyncio.Queue[Line] = asyncio.Queue()
        self._lines: list[Line] = []

    async def start(self):
        self._server = await asyncio.start_server(self._take, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def _take(self, reader, writer):
        self._lines.append(Line(reader, writer))
        self.waiting.put_nowait(self._lines[-1])

    async def next(self):
        async with asyncio.timeout(WAIT_S):
            return await self.waiting.get()

    def stop(self):
        self._server.close()
        for line in self._lines:
            line.writer.transport.abort()


@pytest_asyncio.fixture
async def server():
    made = Server()
    await made.start()
    yield made
    made.stop()


@pytest_asyncio.fixture
async def proxy(server):
    made = Proxy(Route(port=server.port, receive_bytes=4_096))
    await made.start()
    yield made
    await made.stop()


@pytest_asyncio.fixture
async def call(proxy):
    """How to call the server through the proxy."""
    lines = []

    async def dial():
        lines.append(Line(*await asyncio.open_connection(HOST, proxy.port)))
        return lines[-1]

    yield dial
    for line in lines:
        line.writer.transport.abort()


@pytest_asyncio.fixture
async def pair(call, server):
    """Both ends of one line."""
    return await call(), await server.next()


async def until(condition):
    """Let others go until something holds."""
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110 -- what is waited for is the kernel's
            await asyncio.sleep(0)


async def test_clear_weather_lets_everything_through_both_ways(pair):
    client, server = pair

    client.say(b"question")
    heard = await server.hear(8)
    server.say(b"answer")
    server.writer.close()

    assert heard == b"question"
    assert await client.end() == b"answer"


async def test_a_client_that_hangs_up_is_seen_to_and_still_told_the_last_word(pair):
    client, server = pair

    client.say(b"bye")
    client.writer.write_eof()
    heard = await server.end()
    server.say(b"farewell")
    server.writer.close()

    assert heard == b"bye"
    assert await client.end() == b"farewell"


async def test_a_cut_is_a_reset_on_either_side(pair, proxy):
    client, server = pair

    proxy.cut()

    with pytest.raises(ConnectionResetError):
        await client.end()
    with pytest.raises(ConnectionResetError):
        await server.end()
    await until(lambda: proxy.lines_open == 0)


async def test_one_line_of_many_is_cut_by_its_number(call, server, proxy):
    first, _ = await call(), await server.next()
    second, server_second = await call(), await server.next()

    proxy.cut(1)

    with pytest.raises(ConnectionResetError):
        await first.end()
    server_second.say(b"still here")
    assert await second.hear(10) == b"still here"


async def test_a_number_that_is_gone_cuts_nothing(pair, proxy):
    client, server = pair

    proxy.cut(99)
    server.say(b"still here")

    assert await client.hear(10) == b"still here"


async def test_a_black_hole_passes_nothing_and_healed_passes_all_in_order(pair, proxy):
    client, server = pair
    proxy.hold()

    server.say(b"one ")
    client.say(b"two")
    await until(lambda: not server.writer.transport.get_write_buffer_size())
    silent = client.reader.at_eof() or server.reader.at_eof()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await client.reader.read(1)
    server.say(b"three")
    proxy.heal()

    assert not silent
    assert await client.hear(9) == b"one three"
    assert await server.hear(3) == b"two"


async def test_who_hangs_up_in_a_black_hole_is_missed_only_after_it(pair, proxy):
    client, server = pair
    proxy.hold()

    client.writer.transport.abort()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await server.reader.read(1)
    proxy.heal()

    assert await server.end() == b""


async def test_a_call_into_a_black_hole_is_answered_when_it_heals(call, server, proxy):
    proxy.hold()
    client = await call()
    client.say(b"anybody?")
    unheard = server.waiting.empty()

    proxy.heal()

    assert unheard
    assert await (await server.next()).hear(8) == b"anybody?"


async def test_a_refusing_proxy_resets_new_lines_and_keeps_the_old(pair, call, proxy):
    client, server = pair
    proxy.refuse()

    with pytest.raises(OSError, match="reset"):
        await (await call()).end()

    server.say(b"still here")
    assert await client.hear(10) == b"still here"


async def test_new_lines_are_led_to_another_server_and_the_old_go_on(pair, call, proxy):
    client, server = pair
    other = Server()
    await other.start()
    proxy.lead_to(other.port)

    moved = await call()
    (await other.next()).say(b"other")
    server.say(b"still here")

    assert await moved.hear(5) == b"other"
    assert await client.hear(10) == b"still here"
    other.stop()


async def test_an_absent_server_is_a_reset(call, server, proxy):
    server.stop()

    with pytest.raises(ConnectionResetError):
        await (await call()).end()
    assert proxy.lines_opened == 1


async def test_a_delay_makes_everything_late_and_leaves_the_order(pair, proxy):
    client, server = pair
    loop = asyncio.get_running_loop()
    proxy.delay(60)

    began = loop.time()
    server.say(b"one ")
    server.say(b"two")

    assert await client.hear(7) == b"one two"
    assert loop.time() - began >= 0.06


async def test_a_throttled_line_is_felt_by_who_sends(pair, proxy):
    client, server = pair
    proxy.throttle(2_000)

    server.say(bytes(4_000_000))
    await client.hear(200)
    left_unsent = server.writer.transport.get_write_buffer_size()
    proxy.heal()
    await client.hear(4_000_000 - 200)

    assert left_unsent > 0


async def test_a_silent_server_is_not_taken_for_a_slow_one(pair, proxy):
    client, server = pair
    proxy.throttle(1_000_000)

    server.say(bytes(100_000))

    assert await client.hear(100_000) == bytes(100_000)
