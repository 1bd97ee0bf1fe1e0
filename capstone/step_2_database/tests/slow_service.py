"""A service whose only request takes as long as the test wants: until a line comes in on standard input."""

import asyncio
import sys

from fastapi import FastAPI

from notes_api.logs import configure_logging
from notes_api.server import address_of, bind, serve

app = FastAPI()


@app.get("/slow")
async def answer_slowly() -> str:
    """Say that the request is in flight, and answer when told so."""
    print("in flight", flush=True)
    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), told.set)
    await told.wait()
    loop.remove_reader(sys.stdin.fileno())
    return "finished"


def main(shutdown_seconds: str) -> None:
    """Serve on a free port."""
    configure_logging("INFO")
    bound = bind("127.0.0.1", 0)
    serve(app, bound, int(shutdown_seconds), lambda: print(address_of(bound), flush=True))
    print("cleaned up", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
