"""Every JSON document that meshlint writes, against the schema that it prints."""

import json
import re

import jsonschema
from conftest import EXCEPTION, MISTAKE, meshlint

REQUESTS = [
    {"dest": "payments/ledger", "port": 8080, "method": "GET", "path": "/"},
    {"dest": "shop/cart", "port": 8080, "principal": "cluster.local/ns/shop/sa/frontend"},
]
COMMENT = "      # meshlint: ignore[mtls-policy-conflict] the cart has no proxy yet; until=2999-12-31\n"


def schema(name):
    printed = json.loads(meshlint("schema", name).stdout)
    validator = jsonschema.validators.validator_for(printed, default=None)
    assert validator, f"the schema of {name} names no draft that is known"
    validator.check_schema(printed)
    return validator(printed, format_checker=validator.FORMAT_CHECKER)


def validate(name, text):
    document = json.loads(text)
    validator = schema(name)
    validator.validate(document)
    if "schema" in document:
        assert document["schema"] == validator.schema["$id"]
    return document


def test_findings(scene):
    ran = meshlint("analyze", "-o", "json", *scene.arguments, cwd=scene.folder, status=scene.status)
    document = validate("findings", ran.stdout)
    assert bool(document["findings"]) == (scene.status == 1)


def test_findings_that_are_left_out(repository):
    repository.write("k8s/shop/cart/destination-rule.yaml", MISTAKE.replace("      mode", f"{COMMENT}      mode"))
    ran = meshlint("analyze", "-o", "json", "--show-suppressed", "k8s", cwd=repository.folder)
    document = validate("findings", ran.stdout)
    assert document["summary"]["suppressed"] == 1
    assert "the cart has no proxy yet" in ran.stdout


def test_findings_that_are_new(repository):
    repository.write("k8s/shop/cart/destination-rule.yaml", MISTAKE)
    repository.write("k8s/shop/cart/peer-authentication.yaml", EXCEPTION)
    repository.commit("Plain text for the cart")
    repository.path("k8s/shop/cart/peer-authentication.yaml").unlink()
    ran = meshlint("analyze", "-o", "json", "--since", "HEAD", cwd=repository.folder, status=1)
    assert validate("findings", ran.stdout)["findings"]


def test_messages_of_istio(scene):
    command = ["analyze", "-o", "istio-json", *scene.arguments]
    validate("istio-messages", meshlint(*command, cwd=scene.folder, status=scene.status).stdout)


def test_rules():
    assert validate("rules", meshlint("rules", "--format", "json").stdout)


def test_inspection(scene):
    # What is wrong with the input is no failure of inspect, and it takes one mesh.
    if scene.arguments:
        validate("inspection", meshlint("inspect", "-o", "json", *scene.arguments, cwd=scene.folder).stdout)


def test_inspection_of_requests(repository):
    repository.write("requests.json", json.dumps(REQUESTS))
    command = ["inspect", "-o", "json", "--requests", "requests.json", "k8s"]
    document = validate("inspection", meshlint(*command, cwd=repository.folder).stdout)
    assert len(document["verdicts"]) == len(REQUESTS)


def test_a_baseline(repository):
    repository.write("k8s/shop/cart/destination-rule.yaml", MISTAKE)
    meshlint("baseline", "create", "--include-errors", "k8s", cwd=repository.folder)
    document = validate("baseline", repository.path(".meshlint-baseline.json").read_text())
    assert document["findings"]
    meshlint("analyze", "--baseline", ".meshlint-baseline.json", "k8s", cwd=repository.folder)
    meshlint("baseline", "check", "k8s", cwd=repository.folder)


def test_the_configuration_in_force(configured):
    shown = json.loads(meshlint("config", "show", "--format", "json", cwd=configured).stdout)
    accepting = [name for name in names() if schema(name).is_valid(shown)]
    assert len(accepting) == 1, f"{accepting} of {names()}"


def test_a_schema_refuses_what_is_something_else():
    assert {"findings", "rules", "inspection", "istio-messages", "baseline", "config"} <= set(names())
    for name in names():
        for document in [None, "findings", {"unexpected": True}, [{"unexpected": True}]]:
            assert not schema(name).is_valid(document), (name, document)


def names():
    """The names of the schemas, which the answer to a wrong one lists."""
    answer = meshlint("schema", "nothing", status=2).stderr
    return re.search("expected one of (.*)", answer)[1].split(", ")
