"""A small, honest NMOS registry (IS-04 v1.2 and v1.3): Registration API with its checks, health and garbage collection, and enough of the
Query API for a controller. By hand: `PYTHONPATH=tests/system python3 -m harness.nmos_registry 8010`."""

import json
import re
import sys
import threading
import time
import urllib.parse

from harness.json_service import JsonService, Reply, error

UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
VERSION = re.compile(r"^[0-9]+:[0-9]+$")
VERSIONS = ("v1.2", "v1.3")
GARBAGE_SECONDS = 12
# What a resource hangs from: its key, and the kind it must name.
PARENTS = {"device": ("node_id", "node"), "source": ("device_id", "device"), "flow": ("device_id", "device"),
           "sender": ("device_id", "device"), "receiver": ("device_id", "device")}
KINDS = ("node", *PARENTS)
# Required by the schemas, besides what every resource has.
REQUIRED = {
    "node": ("href", "caps", "api", "services", "clocks", "interfaces"),
    "device": ("type", "node_id", "senders", "receivers", "controls"),
    "source": ("format", "caps", "device_id", "parents", "clock_name"),
    "flow": ("format", "source_id", "device_id", "parents", "media_type"),
    "sender": ("flow_id", "transport", "device_id", "manifest_href", "interface_bindings", "subscription"),
    "receiver": ("device_id", "transport", "interface_bindings", "subscription", "format", "caps"),
}
EVERY = ("id", "version", "label", "description", "tags")


class Resources:
    """What the registries of one cluster know: {kind: {id: data}}."""

    def __init__(self):
        self.kinds = {kind: {} for kind in KINDS}
        self.api_versions = {}  # by id
        self.health = {}  # node id -> monotonic time
        self.lock = threading.RLock()

    def fault_of(self, kind, data):
        """Why a registration is refused; None: it is not."""
        if kind not in KINDS or not isinstance(data, dict):
            return f"type {kind!r} is none, or data is no object"
        absent = [key for key in (*EVERY, *REQUIRED[kind]) if key not in data]
        if absent:
            return f"{kind}: {', '.join(absent)} missing"
        if not UUID.match(str(data["id"])) or not VERSION.match(str(data["version"])):
            return f"{kind}: id {data['id']!r} or version {data['version']!r} is malformed"
        if any(data["id"] in known for other, known in self.kinds.items() if other != kind):
            return f"{kind}: id is that of another kind of resource"
        key, parent = PARENTS.get(kind, (None, None))
        if key and data[key] not in self.kinds[parent]:
            return f"{kind}: {key} {data[key]} is not registered"
        known = self.kinds[kind].get(data["id"])
        if known and number(data["version"]) < number(known["version"]):
            return f"{kind}: version {data['version']} is older than {known['version']}"
        return None

    def put(self, kind, data, api_version):
        """True when it is new."""
        is_new = data["id"] not in self.kinds[kind]
        self.kinds[kind][data["id"]] = data
        self.api_versions[data["id"]] = api_version
        if kind == "node":
            self.health.setdefault(data["id"], time.monotonic())
        return is_new

    def remove(self, kind, resource):
        """With all that hangs from it."""
        del self.kinds[kind][resource]
        self.api_versions.pop(resource, None)
        self.health.pop(resource, None)
        for child, (key, parent) in PARENTS.items():
            if parent == kind:
                for orphan in [each for each, data in self.kinds[child].items() if data[key] == resource]:
                    self.remove(child, orphan)

    def collect_garbage(self):
        limit = time.monotonic() - GARBAGE_SECONDS
        for node in [node for node, beat in self.health.items() if beat < limit]:
            self.remove("node", node)

    def clear(self):
        with self.lock:
            for node in list(self.kinds["node"]):
                self.remove("node", node)

    def count(self):
        with self.lock:
            return {kind: len(known) for kind, known in self.kinds.items()}


def number(version):
    return tuple(map(int, version.split(":")))


class Registry(JsonService):
    """`resources` is shared by the registries of a cluster. Set says_200 to answer the next POST of a node as if it were known."""

    def __init__(self, address="127.0.0.1", port=0, namespace=None, resources=None):
        super().__init__(address, port, namespace)
        self.resources = resources or Resources()
        self.says_200 = False

    # What tests ask.

    def heartbeats(self):
        return self.seen("POST", "/x-nmos/registration/v1.3/health/")

    def posts(self, kind=None):
        """(request, type, data) of all registrations."""
        bodies = [(request, json.loads(request.body)) for request in self.seen("POST", "/x-nmos/registration/v1.3/resource")]
        return [(request, body["type"], body["data"]) for request, body in bodies if kind in (None, body["type"])]

    # The APIs.

    def answer(self, request):
        url = urllib.parse.urlsplit(request.path)
        parts = [urllib.parse.unquote(part) for part in url.path.split("/") if part]
        with self.resources.lock:
            self.resources.collect_garbage()
            if parts[:2] == ["x-nmos", "registration"]:
                return self.registration(request, parts[2:])
            if parts[:2] == ["x-nmos", "query"] and request.method in ("GET", "HEAD"):
                return self.query(parts[2:], dict(urllib.parse.parse_qsl(url.query)))
        if parts == ["x-nmos"]:
            return Reply(200, ["query/", "registration/"])
        return Reply(404, error(404, "no such path"))

    def registration(self, request, parts):
        if not parts:
            return Reply(200, [f"{version}/" for version in VERSIONS])
        version, *rest = parts
        if version not in VERSIONS:
            return Reply(404, error(404, "no such version"))
        match (request.method, rest):
            case ("GET", []):
                return Reply(200, ["resource/", "health/"])
            case ("POST", ["resource"]):
                return self.register(request, version)
            case ("POST" | "GET", ["health", "nodes", node]):
                return self.check_health(request.method, version, node)
            case ("DELETE" | "GET", ["resource", kinds, resource]):
                return self.registered(request.method, version, kinds[:-1], resource)
        return Reply(405 if rest[:1] in (["resource"], ["health"]) else 404, error(405, "not here"))

    def register(self, request, version):
        if request.headers.get("content-type", "").split(";")[0] != "application/json":
            return Reply(415, error(415, "Content-Type is not application/json"))
        try:
            body = json.loads(request.body)
            kind, data = body["type"], body["data"]
        except (ValueError, KeyError, TypeError) as fault:
            return Reply(400, error(400, "no registration", repr(fault)))
        fault = self.resources.fault_of(kind, data)
        if fault:
            return Reply(400, error(400, "Bad Request", fault))
        if conflict := self.conflict(version, f"resource/{kind}s", data["id"]):
            return conflict
        is_new = self.resources.put(kind, data, version)
        if kind == "node" and self.says_200:
            self.says_200 = is_new = False
        location = f"/x-nmos/registration/{version}/resource/{kind}s/{data['id']}"
        return Reply(201 if is_new else 200, data, {"Location": location})

    def conflict(self, version, path, resource):
        known = self.resources.api_versions.get(resource)
        if known in (None, version):
            return None
        return Reply(409, error(409, f"registered by {known}"), {"Location": f"/x-nmos/registration/{known}/{path}/{resource}"})

    def check_health(self, method, version, node):
        if node not in self.resources.kinds["node"]:
            return Reply(404, error(404, "no such node"))
        if conflict := self.conflict(version, "health/nodes", node):
            return conflict
        if method == "POST":
            self.resources.health[node] = time.monotonic()
        return Reply(200, {"health": str(int(time.time()))})

    def registered(self, method, version, kind, resource):
        if resource not in self.resources.kinds.get(kind, {}):
            return Reply(404, error(404, "no such resource"))
        if conflict := self.conflict(version, f"resource/{kind}s", resource):
            return conflict
        if method == "GET":
            return Reply(200, self.resources.kinds[kind][resource])
        self.resources.remove(kind, resource)
        return Reply(204)

    def query(self, parts, wanted):
        """Lists, filtered by top-level members that are texts, and single resources; no paging, no subscriptions."""
        if not parts:
            return Reply(200, [f"{version}/" for version in VERSIONS])
        if parts[0] not in VERSIONS:
            return Reply(404, error(404, "no such version"))
        if len(parts) == 1:
            return Reply(200, [f"{kind}s/" for kind in KINDS])
        known = self.resources.kinds.get(parts[1][:-1]) if parts[1].endswith("s") else None
        if known is None or len(parts) > 3:
            return Reply(404, error(404, "no such path"))
        if len(parts) == 3:
            return Reply(200, known[parts[2]]) if parts[2] in known else Reply(404, error(404, "no such resource"))
        if any(key.startswith(("paging.", "query.")) for key in wanted):
            return Reply(501, error(501, "paging and RQL are not implemented"))
        return Reply(200, [data for data in known.values() if all(str(data.get(key)) == value for key, value in wanted.items())])


def main():
    with Registry("0.0.0.0", int(sys.argv[1]) if len(sys.argv) > 1 else 8010) as registry:
        print(f"registry at {registry.url}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
