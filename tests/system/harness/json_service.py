"""A small HTTP server for the APIs that tests put in place of a facility's own: JSON in and out, every request kept, faults on demand."""

import dataclasses
import http.server
import json
import socket
import socketserver
import threading
import time

from harness.netns import socket_in


@dataclasses.dataclass
class Request:
    time: float
    client: str
    method: str
    path: str
    headers: dict  # names in lower case
    body: bytes


@dataclasses.dataclass
class Reply:
    status: int
    body: object = None  # None: empty
    headers: dict = dataclasses.field(default_factory=dict)


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, service, listener):
        self.service = service
        super().__init__(("", 0), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def handle(self):
        try:
            super().handle()
        except (ConnectionError, TimeoutError):
            pass

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(time.monotonic(), self.client_address[0], self.command, self.path, headers, body)
        reply = self.server.service.take(request)
        if reply is None:
            self.close_connection = True
            return
        if isinstance(reply, bytes):
            self.wfile.write(reply)
            self.close_connection = True
            return
        content = b"" if reply.body is None else json.dumps(reply.body).encode()
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(content)), "Access-Control-Allow-Origin": "*", **reply.headers}.items():
            self.send_header(name, value)
        if content:
            self.send_header("Content-Type", "application/json")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = answer


class JsonService:
    """With-statement runs it. `answer(request) -> Reply` is what a subclass writes; one call at a time.

    Faults: `fault` is None or a function that gets the request and returns a Reply, octets that are sent as they are, or None for the
    usual answer; break_down(), fall_silent(), talk_rubbish() and mend() set the common ones.
    """

    def __init__(self, address="127.0.0.1", port=0, namespace=None):
        self.listener = socket_in(namespace, socket.AF_INET, socket.SOCK_STREAM)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind((address, port))
        self.listener.listen(128)
        self.address = address
        self.port = self.listener.getsockname()[1]
        self.url = f"http://{address}:{self.port}"
        self.requests = []
        self.fault = None
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._server = _Server(self, self.listener)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request):
        raise NotImplementedError

    def take(self, request):
        with self._lock:
            self.requests.append(request)
            reply = self.fault(request) if self.fault else None
            if reply is None:
                return self.answer(request)
        if reply == "silence":
            self._stopping.wait(60)
            return None
        return reply

    def break_down(self, status=503):
        self.fault = lambda _: Reply(status, error(status, "broken down"))

    def fall_silent(self):
        self.fault = lambda _: "silence"

    def talk_rubbish(self):
        self.fault = lambda _: b"220 mail.example ESMTP ready\r\n\r\n"

    def mend(self):
        self.fault = None

    def seen(self, method, begin):
        """The requests of that method whose path begins so, oldest first."""
        with self._lock:
            return [request for request in self.requests if request.method == method and request.path.startswith(begin)]

    def forget_requests(self):
        with self._lock:
            self.requests.clear()


def error(status, words, debug=None):
    return {"code": status, "error": words, "debug": debug}
