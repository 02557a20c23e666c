"""The provider of the trial: a mail server that takes its time and remembers every mail it took.

`python -m …hosts.provider ADDRESS PORT SECONDS` writes a JSON line a mail (when, id, to whom) before it answers.
"""

import asyncio
import json
import re
import sys
import time
from email.parser import BytesHeaderParser
from typing import Final

LINE_MAX: Final = 2 * 1024 * 1024
SECONDS_OF_SILENCE_MAX: Final = 60.0
ADDRESS: Final = re.compile(rb"<([^>]*)>")
READY: Final = "ready"


async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """One connection; whoever says nothing for a minute is let go, as real servers do."""
    try:
        writer.write(b"220 provider.example.net\r\n")
        to = ""
        while line := await asyncio.wait_for(reader.readline(), SECONDS_OF_SILENCE_MAX):
            word = line[:4].upper()
            if word == b"RCPT":
                found = ADDRESS.search(line)
                to = found[1].decode() if found else ""
            if word == b"DATA":
                writer.write(b"354 go ahead\r\n")
                content = await reader.readuntil(b"\r\n.\r\n")
                await asyncio.sleep(seconds)
                _note(content, to)
            writer.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
            await writer.drain()
            if word == b"QUIT":
                break
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


def _note(content: bytes, to: str) -> None:
    """Taken: from here on it is on its way, whether or not the answer arrives."""
    id = str(BytesHeaderParser().parsebytes(content)["Message-ID"] or "").strip()
    print(json.dumps({"at": time.time(), "id": id, "to": to}), flush=True)


async def serve(address: str, port: int, seconds: float) -> None:
    server = await asyncio.start_server(
        lambda reader, writer: converse(reader, writer, seconds), address, port, limit=LINE_MAX
    )
    print(READY, flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
