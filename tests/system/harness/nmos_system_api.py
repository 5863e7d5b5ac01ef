"""An IS-09 System API that says what a test wants."""

from harness.json_service import JsonService, Reply, error

GLOBAL = {
    "id": "3b8be755-08ff-452b-b217-c9151eb21193", "version": "1441700172:318426300", "label": "test", "description": "", "tags": {},
    "is04": {"heartbeat_interval": 5}, "ptp": {"announce_receipt_timeout": 2, "domain_number": 57},
}


class SystemApi(JsonService):
    def __init__(self, address="127.0.0.1", port=0, namespace=None, **parts):
        super().__init__(address, port, namespace)
        self.configuration = GLOBAL | parts
        self.headers = {}

    def answer(self, request):
        if request.path.rstrip("/") == "/x-nmos/system/v1.0/global":
            return Reply(200, self.configuration, self.headers)
        return Reply(404, error(404, "no such path"))
