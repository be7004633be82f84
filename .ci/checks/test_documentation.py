"""The examples and tables of docs/ hold what the program takes."""

import json
import subprocess
import sys

import yaml
from conftest import ROOT, meshlint, run

EXAMPLE = ROOT / "docs/examples/meshlint.yaml"


def test_the_example_of_a_configuration_is_valid(configured, tmp_path):
    meshlint("config", "verify", cwd=configured)
    (tmp_path / "schema.json").write_text(meshlint("schema", "config").stdout)
    run(sys.executable, "-m", "check_jsonschema", "--schemafile", tmp_path / "schema.json", EXAMPLE)


def test_the_starter_file_is_valid(tmp_path):
    meshlint("config", "init", cwd=tmp_path)
    assert (tmp_path / ".meshlint.yaml").exists()
    meshlint("config", "verify", cwd=tmp_path)


def test_the_example_and_the_page_have_every_key():
    page = (ROOT / "docs/configuration.md").read_text()
    example = EXAMPLE.read_text()
    keys = set(keys_of(json.loads(meshlint("schema", "config").stdout)))
    assert {"meshes", "roots", "until"} <= keys
    assert not [key for key in keys if f"`{key}`" not in page]
    # These are shown in a comment, or are one of several forms.
    assert not [key for key in keys - {"apiVersion", "annotations"} if f"{key}:" not in example]


def keys_of(schema):
    """The keys that a schema knows, at any depth."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield from (key for key in schema["properties"] if not is_rule(key))
        for value in schema.values():
            yield from keys_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from keys_of(value)


def is_rule(key):
    return (ROOT / "rules" / f"{key}.md").exists()


def test_every_script_passes_shellcheck():
    files = subprocess.run(["git", "ls-files", "scripts", ".ci"], cwd=ROOT, text=True, capture_output=True).stdout
    scripts = [ROOT / name for name in files.splitlines()]
    bash = [path for path in scripts if path.read_bytes().startswith((b"#!/usr/bin/env bash", b"#!/bin/sh"))]
    assert len(bash) > 5
    run("shellcheck", *bash)


def test_the_page_about_ci_names_every_hook_and_input():
    page = (ROOT / "docs/ci.md").read_text()
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    names = [hook["id"] for hook in hooks] + [*action["inputs"], *action["outputs"]]
    assert not [name for name in names if f"`{name}`" not in page]
