"""A name server for unicast DNS-SD: a zone in memory, over UDP and TCP."""

import socket
import struct
import threading

from harness.netns import socket_in

A, PTR, TXT, SRV = 1, 12, 16, 33


def _name(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.rstrip(".").split(".")) + b"\0"


class DnsServer:
    """With-statement runs it. Names are without escapes, so instances have no dots. Set `silent` or `truncates` to misbehave."""

    def __init__(self, address, namespace=None, ttl=60, port=53):
        self.ttl = ttl
        self.zone = []  # (name, type, octets)
        self.questions = []  # (name, type)
        self.silent = False
        self.truncates = False
        self._datagrams = socket_in(namespace, socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.bind((address, port))
        self._listener = socket_in(namespace, socket.AF_INET, socket.SOCK_STREAM)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind((address, port))
        self._listener.listen()
        self._ended = False

    def __enter__(self):
        for loop in (self._serve_datagrams, self._serve_streams):
            threading.Thread(target=loop, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._ended = True
        for each in (self._datagrams, self._listener):
            each.close()

    def add_service(self, domain, instance, service_type, service, **txt):
        """`service` has an address and a port."""
        name, host = f"{instance}.{service_type}.{domain}", f"{instance}-host.{domain}"
        entries = [f"{key}={value}".encode() for key, value in txt.items()]
        self.zone += [
            (f"{service_type}.{domain}", PTR, _name(name)),
            (name, SRV, struct.pack(">HHH", 0, 0, service.port) + _name(host)),
            (name, TXT, b"".join(bytes([len(entry)]) + entry for entry in entries)),
            (host, A, socket.inet_aton(service.address)),
        ]

    def add_registry(self, domain, instance, registry, priority=0, **txt):
        txt = {"api_proto": "http", "api_ver": "v1.2,v1.3", "api_auth": "false", "pri": priority} | txt
        self.add_service(domain, instance, "_nmos-register._tcp", registry, **txt)

    def _reply(self, question, truncate=False):
        number, flags, *_ = struct.unpack(">HHHHHH", question[:12])
        at, labels = 12, []
        while question[at]:
            labels.append(question[at + 1:at + 1 + question[at]].decode())
            at += 1 + question[at]
        kind = struct.unpack(">H", question[at + 1:at + 3])[0]
        asked, name = question[12:at + 5], ".".join(labels)
        self.questions.append((name, kind))
        known = [record for record in self.zone if record[0].lower() == name.lower()]
        answers = [] if truncate else [record for record in known if record[1] == kind]
        code = 0 if known else 3
        reply = struct.pack(">HHHHHH", number, 0x8580 | (flags & 0x0100) | (0x0200 if truncate else 0) | code, 1, len(answers), 0, 0)
        records = [b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, self.ttl, len(data)) + data for _, _, data in answers]
        return reply + asked + b"".join(records)

    def _serve_datagrams(self):
        while not self._ended:
            try:
                question, client = self._datagrams.recvfrom(4096)
                if not self.silent:
                    self._datagrams.sendto(self._reply(question, self.truncates), client)
            except OSError:
                return

    def _serve_streams(self):
        while not self._ended:
            try:
                connection, _ = self._listener.accept()
                with connection:
                    size = struct.unpack(">H", connection.recv(2, socket.MSG_WAITALL))[0]
                    reply = self._reply(connection.recv(size, socket.MSG_WAITALL))
                    connection.sendall(struct.pack(">H", len(reply)) + reply)
            except (OSError, struct.error):
                if self._ended:
                    return
