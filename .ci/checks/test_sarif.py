"""SARIF as other programs read it."""

import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import jsonschema
import pytest
from conftest import ROOT, meshlint, run

SCHEMA = ROOT.parent / "shared/reference/schemas/sarif-2.1.0.json"


@pytest.fixture(scope="session")
def sarif_schema():
    if not SCHEMA.exists():
        pytest.skip(f"{SCHEMA} is not here")
    schema = json.loads(SCHEMA.read_text())
    validator = jsonschema.validators.validator_for(schema)
    return validator(schema)


@pytest.fixture
def log(scene, tmp_path):
    path = tmp_path / "meshlint.sarif"
    meshlint("analyze", "-o", f"sarif={path}", *scene.arguments, cwd=scene.folder, status=scene.status)
    assert bool(results(path)) == (scene.status == 1)
    return path


def results(path):
    return [result for found in json.loads(path.read_text())["runs"] for result in found["results"]]


def location(result):
    return result["locations"][0]["physicalLocation"]


def test_it_is_valid(log, sarif_schema):
    sarif_schema.validate(json.loads(log.read_text()))


def test_it_is_the_same_on_standard_output(scene, log):
    ran = meshlint("analyze", "-o", "sarif", *scene.arguments, cwd=scene.folder, status=scene.status)
    assert ran.stdout == log.read_text()


def test_sarif_tools_load_it(log):
    summary = run("sarif", "summary", log).stdout
    assert "meshlint" in run("sarif", "ls", log).stdout + summary
    levels = Counter(result["level"] for result in results(log))
    for level in ["error", "warning", "note"]:
        assert re.search(rf"^{level}: {levels[level]}$", summary, re.MULTILINE), summary


def test_it_keeps_to_the_limits_of_github(log):
    content = json.loads(log.read_text())
    categories = [found["automationDetails"]["id"] for found in content["runs"]]
    assert 1 <= len(content["runs"]) <= 20
    assert len(set(categories)) == len(categories)
    for found in content["runs"]:
        assert len(found["results"]) <= 5000
        for rule in found["tool"]["driver"]["rules"]:
            assert len(rule["properties"]["tags"]) <= 10
            assert 0 < len(rule["shortDescription"]["text"]) <= 1024
            assert 0 < len(rule["fullDescription"]["text"]) <= 1024
            assert rule["help"]["text"] and rule["help"]["markdown"]
        for result in found["results"]:
            assert found["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
            assert len(result["locations"]) == 1
            assert {"startLine", "startColumn", "endLine", "endColumn"} <= location(result)["region"].keys()
            for related in result.get("relatedLocations", []):
                assert f"]({related['id']})" in result["message"]["text"]


def test_its_places_are_in_files_that_exist(scene, log):
    for result in results(log):
        uri = location(result)["artifactLocation"]["uri"]
        assert not uri.startswith(("/", "./", "file:")) and "\\" not in uri
        text = (scene.folder / unquote(uri)).read_bytes().decode()
        units = re.split("\r\n|\r|\n", text)[location(result)["region"]["startLine"] - 1].encode("utf-16-le")
        assert location(result)["region"]["startColumn"] <= len(units) // 2 + 1


def test_the_hash_of_a_line_is_that_of_github(scene, log):
    hashes = {}
    for result in results(log):
        path = scene.folder / unquote(location(result)["artifactLocation"]["uri"])
        # A hash covers what follows its line, and meshlint hashes no value of a Secret.
        if "kind: Secret" in path.read_text():
            continue
        if path not in hashes:
            hashes[path] = line_hashes(path)
        line = location(result)["region"]["startLine"]
        assert result["partialFingerprints"]["primaryLocationLineHash"] == hashes[path][line - 1], (path, line)
    assert hashes or not results(log)


def line_hashes(path: Path):
    """GitHub's identity of each line: a hash of what follows it, and how often that was there before."""
    text = re.sub("\r\n|\r", "\n", path.read_bytes().decode()).translate({ord(" "): None, ord("\t"): None})
    encoded = text.encode("utf-16-le")
    units = [int.from_bytes(encoded[at : at + 2], "little") for at in range(0, len(encoded), 2)]
    starts = [0] + [index + 1 for index, unit in enumerate(units) if unit == ord("\n")]
    units += [0xFFFF] + [0] * 100
    seen = Counter()
    hashes = []
    for start in starts:
        value = 0
        for unit in units[start : start + 100]:
            value = (value * 37 + unit) % 2**64
        seen[value] += 1
        hashes.append(f"{value:x}:{seen[value]}")
    return hashes


@pytest.mark.parametrize(
    "text, expected",
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (
            " a\nb\r\n  \t\tc\r d",
            ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
        ),
        (
            "Lorem ipsum dolor sit amet.\n" * 10,
            [f"a7f2ff13bc495cf2:{count}" for count in range(1, 7)]
            + ["a7f2ff1481e87703:1", "a9cf91f7bbf1862b:1", "55ec222b86bcae53:1", "cc97dc7b1d7d8f7b:1"]
            + ["c129715d7a2bc9a3:1"],
        ),
    ],
)
def test_hashes_that_github_computed(text, expected, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(text.encode())
    assert line_hashes(path) == expected
