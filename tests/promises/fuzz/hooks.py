"""What Schemathesis is told about ShopStack: who is calling, which things exist, and what every answer has to be."""

import json
import os
import urllib.request

import jsonschema_rs
import schemathesis

DOOR = os.environ["FUZZ_TOKENS"]
SERVICE = os.environ["FUZZ_SERVICE"]
# Names of things that exist, by the name of the path parameter; status by error code.
KNOWN = json.loads(os.environ.get("FUZZ_KNOWN", "{}"))
CODES = json.loads(os.environ["FUZZ_CODES"])


@schemathesis.auth(refresh_interval=30, cache_by_key=lambda case, context: kind_of(context.operation))
class Token:
    """A token of the kind that the operation asks for; the door renews it before it runs out."""

    def get(self, case, context):
        if kind_of(context.operation) == "nobody":
            return None
        with urllib.request.urlopen(f"{DOOR}/{kind_of(context.operation)}", timeout=15) as answer:
            return answer.read().decode()

    def set(self, case, data, context):
        if data is not None:
            case.headers["Authorization"] = f"Bearer {data}"


def kind_of(operation):
    access = operation.definition.raw["x-access"]
    return {"public": "nobody", "service": f"service/{SERVICE}"}.get(access, f"shopper/{access}")


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Half of what a path names exists."""
    given = context.operation.definition.raw.get("parameters", [])
    return with_known(path_parameters, {each["name"]: each["schema"] for each in given if each["in"] == "path"})


@schemathesis.hook
def map_body(context, body):
    """Half of what a body names at its top exists."""
    content = context.operation.definition.raw.get("requestBody", {}).get("content", {})
    return with_known(body, content.get("application/json", {}).get("schema", {}).get("properties", {}))


def with_known(named, schemas):
    """What is wrong on purpose stays; a hash chooses among the rest, so that a seed replays it."""
    if not isinstance(named, dict):
        return named
    for name, value in named.items():
        if name in KNOWN and sum(map(ord, str(value))) % 2 == 0 and fits(value, schemas.get(name, {})):
            named[name] = type(value)(KNOWN[name])
    return named


def fits(value, schema):
    """Whether a value is as its schema says; in a path, numbers are texts."""
    if schema.get("type") == "integer" and isinstance(value, str) and value.lstrip("-").isdecimal():
        value = int(value)
    return isinstance(value, (int, str)) and jsonschema_rs.is_valid(schema, value)


@schemathesis.check
def documented_problem(ctx, response, case):
    """Every refusal is problem+json with a code from the list of codes, under the status that goes with the code."""
    if response.status_code < 400 or case.method.upper() == "HEAD":
        return
    kind = response.headers.get("content-type", [""])[0]
    assert kind.startswith("application/problem+json"), f"a refusal is problem+json, not {kind!r}"
    problem = response.json()
    code = problem.get("code")
    assert CODES.get(code) == response.status_code, f"the code {code!r} does not go with {response.status_code}"
    assert problem["status"] == response.status_code
    assert problem.get("traceId"), "a problem names its trace"
