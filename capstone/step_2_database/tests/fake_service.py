"""A service that says what it is told to say, and remembers what it was asked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer


class FakeService:
    """Answers every request with ``status``, ``content_type`` and what ``answer`` makes of the path."""

    def __init__(self) -> None:
        self.status = 200
        self.content_type = "application/json"
        self.answer: Callable[[str], str] = lambda path: "{}"
        self.asked: list[tuple[str, str, str]] = []
        self.server = HTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
                service.asked.append((self.command, self.path, body))
                answer = service.answer(self.path).encode()
                self.send_response(service.status)
                self.send_header("Content-Type", service.content_type)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_POST = do_GET  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                pass

        return Handler


@contextmanager
def fake_service() -> Iterator[FakeService]:
    """Run a fake service meanwhile."""
    fake = FakeService()
    with fake.server:
        thread = threading.Thread(target=fake.server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield fake
        fake.server.shutdown()
        thread.join()
