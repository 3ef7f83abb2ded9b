"""The OpenAPI description: the fixed addresses of the open data, and the node's protocol in brief.

The protocol itself is told in shared/PROTOCOL.md; what stands here helps to find it.
"""

from typing import Any

from hub.opendata import schemas

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_REPORT = {
    "reporting": "How complete every quarter is",
    "nation": "The nation's figures by quarter and year",
    "areas": "The areas' figures of the newest quarter",
    "networks": "The networks' figures of the newest quarter",
    "groups_now": "The groups of today by area",
    "participation": "Other support for parents by network",
    "white_spots": "Municipalities known to be without a group near by",
}
_DATA = {
    "availability.json": ("Availability of every municipality and area", "application/json"),
    "availability.csv": ("Availability of every municipality as a table", "text/csv"),
    "availability.geojson": ("Availability as points, indicative", "application/geo+json"),
    "find.json": ("What the finder of the site reads, small", "application/json"),
    "networks.json": ("Networks, their freshness and contacts", "application/json"),
    "manifest.json": ("Digest and size of every published file", "application/json"),
    "history.csv": ("The state of every municipality on every past day", "text/csv"),
    "statistics.json": ("Counts of quarters and years, each with its range", "application/json"),
    "statistics.csv": ("Counts of quarters and years as a table", "text/csv"),
    "statistics.txt": ("How the counts are made, fi, sv, en", "text/plain"),
    "statistics.xlsx": ("Counts of quarters and years as a workbook", XLSX),
    "coverage.json": ("Inhabitants near a group, and white spots", "application/json"),
    "coverage.csv": ("Inhabitants near a group as a table", "text/csv"),
    "report.xlsx": ("The national report's tables as a workbook", XLSX),
    **{f"report/{name}.csv": (said, "text/csv") for name, said in _REPORT.items()},
    "README.txt": ("How to read the files", "text/plain"),
    "LICENCE.txt": ("The licence, CC BY 4.0", "text/plain"),
}
_SCHEMAS = {f"{name}.json" for name in schemas.DOCUMENTS}
_ENVELOPE = "A DSSE envelope, signed with Ed25519"
_NODE = (
    ("get", "/v1/trust", "Fetch the hub's signed list of its keys"),
    ("post", "/v1/enrol", "Enrol a node with its invitation"),
    ("get", "/v1/nodes/{node}/challenge", "Fetch a fresh value for a hello"),
    ("put", "/v1/nodes/{node}/hello", "Take up contact; the answer is a welcome"),
    ("put", "/v1/nodes/{node}/reports/{sequence}", "Push a report; the answer is a receipt"),
    ("put", "/v1/nodes/{node}/contact", "Replace the public contact"),
    ("get", "/v1/nodes/{node}/reports", "Fetch the node's own reports after a restore"),
    ("get", "/v1/log/consistency", "Prove that one size of the public log begins another"),
)
_PARAMETERS = {
    "node": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
    "sequence": {"type": "integer", "minimum": 1},
}


def description() -> dict[str, Any]:
    """Return the OpenAPI 3.1 document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "VOIKUKKIA availability network",
            "version": "1",
            "summary": "Where parents of placed children find a peer support group.",
            "description": (
                "The data under /data/v1 are plain files: no key, no query, no limit but good"
                " manners; use their ETags. Unknown is not none: a number that is not known is"
                " null. The addresses under /v1 are for the nodes of the networks and answer in"
                " signed envelopes."
            ),
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "paths": {**_data_paths(), **_node_paths()},
        "components": _components(),
    }


def _data_paths() -> dict[str, Any]:
    paths = {
        f"/data/v1/{name}": {"get": _data_operation(name, summary, media)}
        for name, (summary, media) in _DATA.items()
    }
    places = _data_operation("places.json", "The places that find.json names", "application/json")
    digest = {"name": "digest", "in": "path", "required": True, "schema": {"type": "string"}}
    gone = {"404": {"description": "No such digest any more: find.json names the newest"}}
    places["responses"] = {**places["responses"], **gone}
    paths["/assets/places-{digest}.json"] = {"get": {**places, "parameters": [digest]}}
    return paths


def _data_operation(name: str, summary: str, media: str) -> dict[str, Any]:
    schema = {"$ref": f"schema/{name}"} if name in _SCHEMAS else {}
    return {
        "operationId": "get_" + name.replace(".", "_").replace("/", "_").lower(),
        "summary": summary,
        "tags": ["open data"],
        "responses": {
            "200": {"description": "The file", "content": {media: {"schema": schema}}},
            "304": {"description": "Unchanged (If-None-Match)"},
        },
    }


def _node_paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for method, path, summary in _NODE:
        paths.setdefault(path, {})[method] = _node_operation(method, path, summary)
    return paths


def _node_operation(method: str, path: str, summary: str) -> dict[str, Any]:
    names = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
    operation: dict[str, Any] = {
        "operationId": f"{method}_" + "_".join(p for p in path.split("/")[2:] if p[0] != "{"),
        "summary": summary,
        "tags": ["nodes"],
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": _PARAMETERS[name]}
            for name in names
        ],
        "responses": {
            "200": {"description": "Taken", "content": _json("Answer")},
            "4XX": {"description": "A signed problem/1: why not", "content": _json("Envelope")},
            "503": {"description": "Busy; obey Retry-After"},
        },
    }
    if path.endswith("/reports"):
        after = {"type": "integer", "minimum": 0}
        operation["parameters"].append({"name": "after", "in": "query", "schema": after})
    if path.endswith("/consistency"):
        size = {"type": "integer", "minimum": 0}
        operation["parameters"] += [
            {"name": name, "in": "query", "required": True, "schema": size}
            for name in ("first", "second")
        ]
        signed = {"type": "boolean", "default": False}
        operation["parameters"].append({"name": "signed", "in": "query", "schema": signed})
    if path.endswith("{sequence}"):
        operation["security"] = [{"lease": []}]
    if method != "get":
        operation["requestBody"] = {"required": True, "content": _json("Envelope")}
    return operation


def _json(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}


def _components() -> dict[str, Any]:
    signature = {
        "type": "object",
        "required": ["keyid", "sig"],
        "properties": {"keyid": {"type": "string"}, "sig": {"type": "string"}},
    }
    return {
        "securitySchemes": {"lease": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Answer": {"description": "An envelope; for a challenge, plain JSON"},
            "Envelope": {
                "type": "object",
                "description": _ENVELOPE,
                "required": ["payload", "payloadType", "signatures"],
                "properties": {
                    "payload": {"type": "string", "contentEncoding": "base64"},
                    "payloadType": {"type": "string"},
                    "signatures": {"type": "array", "items": signature, "maxItems": 1},
                },
            },
        },
    }
