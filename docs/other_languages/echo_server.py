"""Lab 01's server in Python, for its contract: python3 echo_server.py --socket=PATH"""

import argparse
import asyncio
import os
import signal
import socket
import stat
import sys


def remove_stale(path):
    """Removes a socket at `path` on which nobody answers, and nothing else."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode):
        sys.exit(f"{path}: is there already, and is no socket")
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except ConnectionRefusedError:
            os.unlink(path)
        else:
            sys.exit(f"{path}: in use by a running server")


def bind(path, mode):
    remove_stale(path)
    listener = socket.socket(socket.AF_UNIX)
    # Both before bind(2): the file has its mode at the instant it appears.
    os.fchmod(listener.fileno(), mode)
    mask = os.umask(0o777 & ~mode)
    listener.bind(path)
    os.umask(mask)
    return listener


async def echo(reader, writer):
    prefix = b"Echo: "
    try:
        while piece := await reader.read(64 * 1024):
            writer.write(prefix + piece)
            prefix = b""
            await writer.drain()  # reads no more while the client does not
    except ConnectionError:
        pass  # it has gone, which ends its connection and nobody else's
    finally:
        writer.close()


async def serve(path, mode):
    clients = set()

    def accepted(reader, writer):
        task = asyncio.ensure_future(echo(reader, writer))
        clients.add(task)
        task.add_done_callback(clients.discard)

    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    # asyncio calls accept(2) as often as the backlog is long, also when the
    # first has failed with EMFILE: a short one keeps it calm.
    server = await asyncio.start_unix_server(
        accepted, sock=bind(path, mode), backlog=16
    )
    print(f"Listening on {path}", flush=True)
    await stop.wait()
    server.close()
    os.unlink(path)
    if clients:  # what is in flight
        await asyncio.wait(clients, timeout=5)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--socket", required=True)
    parser.add_argument("--mode", type=lambda text: int(text, 8), default=0o600)
    flags = parser.parse_args()
    asyncio.run(serve(flags.socket, flags.mode))


main()
