"""As little HTTP as keeps a connection alive, with asyncio's streams.

    asyncio_http.py PATH

Not a server to copy: it reads the head of a request and looks at nothing in it.
"""

import asyncio
import sys
from email.utils import formatdate

BODY = b"Hello over UDS!"


async def serve(reader, writer):
    try:
        while True:
            await reader.readuntil(b"\r\n\r\n")
            head = (
                "HTTP/1.1 200 OK\r\n"
                f"Date: {formatdate(usegmt=True)}\r\n"
                f"Content-Length: {len(BODY)}\r\n"
                "Content-Type: text/plain; charset=utf-8\r\n\r\n"
            )
            writer.write(head.encode() + BODY)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main():
    server = await asyncio.start_unix_server(serve, sys.argv[1], backlog=4096)
    await server.serve_forever()


asyncio.run(main())
