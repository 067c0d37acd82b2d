"""An echo server with asyncio's streams, as its documentation has it.

    asyncio_echo.py PATH
"""

import asyncio
import sys


async def serve(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_unix_server(serve, sys.argv[1], backlog=4096)
    await server.serve_forever()


asyncio.run(main())
