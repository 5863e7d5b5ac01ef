"""A broadcast controller over HTTP only: what it knows of the gateways comes from the registry's Query API and from their own APIs."""

import json
import urllib.error
import urllib.request


class Answer:
    def __init__(self, status, body, headers):
        self.status = status
        self.text = body.decode()
        self.headers = headers

    @property
    def json(self):
        return json.loads(self.text)


def call(method, url, body=None, timeout=5):
    """Any status is an answer. `body`: JSON value, or bytes as they are."""
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} if data is not None else {}
    request = urllib.request.Request(url, data=data, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return Answer(answer.status, answer.read(), answer.headers)
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read(), error.headers)


class Controller:
    def __init__(self, registry):
        self.query = f"{registry}/x-nmos/query/v1.3"

    def all(self, kind):
        """Resources of a kind ("senders") as the registry has them."""
        answer = call("GET", f"{self.query}/{kind}")
        assert answer.status == 200, answer.text
        return answer.json

    def named(self, kind, label):
        return next((resource for resource in self.all(kind) if resource["label"] == label), None)

    def device_of(self, resource):
        return next(device for device in self.all("devices") if device["id"] == resource["device_id"])

    def control(self, resource, urn):
        """Base URL of an API of the device that `resource` belongs to."""
        controls = self.device_of(resource)["controls"]
        return next(control["href"].rstrip("/") for control in controls if control["type"] == urn)

    def connection(self, resource, kind):
        """URL of the sender or receiver in its Connection API."""
        return f"{self.control(resource, 'urn:x-nmos:control:sr-ctrl/v1.1')}/single/{kind}/{resource['id']}"

    def patch(self, resource, kind, staged):
        return call("PATCH", f"{self.connection(resource, kind)}/staged", staged)

    def connect(self, sender, receiver):
        """Takes the sender's SDP to the receiver, at once."""
        manifest = call("GET", sender["manifest_href"])
        assert manifest.status == 200, manifest.text
        return self.patch(receiver, "receivers", {
            "sender_id": sender["id"], "master_enable": True, "activation": {"mode": "activate_immediate"},
            "transport_file": {"type": "application/sdp", "data": manifest.text}})

    def disconnect(self, receiver):
        return self.patch(receiver, "receivers", {"sender_id": None, "master_enable": False, "activation": {"mode": "activate_immediate"}})
