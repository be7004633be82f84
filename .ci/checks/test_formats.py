"""The formats that are read line by line: nothing in the input passes for a part of the format."""

import json
import re
from collections import Counter

import pytest
from conftest import ROOT, meshlint

MATCHER = ROOT / ".github/meshlint-matcher.json"
CONTROL = "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
PROPERTIES = {"file", "line", "col", "endLine", "endColumn", "title"}


def findings(scene):
    ran = meshlint("analyze", "-o", "json", *scene.arguments, cwd=scene.folder, status=scene.status)
    return json.loads(ran.stdout)["findings"]


def level(finding):
    """What GitHub calls the severity of a finding."""
    return "notice" if finding["severity"] == "info" else finding["severity"]


def printable(text):
    """A text with its control characters written out."""
    return re.sub(CONTROL, lambda found: f"\\u{{{ord(found[0]):x}}}", text)


def written(scene, name, *more):
    arguments = ["analyze", "-o", name, *more, *scene.arguments]
    return meshlint(*arguments, cwd=scene.folder, status=scene.status).stdout


def test_github_gets_commands_and_nothing_else(scene):
    levels = Counter()
    messages = {printable(finding["message"]) for finding in findings(scene)}
    for line in written(scene, "github").splitlines():
        command = re.fullmatch("::(error|warning|notice) (.*?)::(.+)", line)
        assert command, line
        properties = dict(part.split("=", 1) for part in command[2].split(","))
        if properties != {"title": "meshlint"}:
            assert {"file", "line", "title"} <= properties.keys() <= PROPERTIES, line
            assert properties["file"] and properties["line"].isdecimal(), line
            text = re.sub("%(25|0A|0D)", lambda code: chr(int(code[1], 16)), command[3])
            assert any(message in text for message in messages), line
        levels[command[1]] += 1
    found = [level(finding) for finding in findings(scene)]
    for name in ["error", "warning"]:
        assert levels[name] == min(10, found.count(name))
    assert levels["notice"] <= 10


def test_no_format_steers_a_terminal(scene):
    for name in ["text", "concise", "github", "markdown"]:
        assert not re.search(CONTROL, written(scene, name).replace("\n", "")), name


def test_no_line_of_a_log_is_a_command(scene):
    for name in ["text", "concise"]:
        assert not [line for line in written(scene, name).splitlines() if line.strip().startswith("::")], name


def test_markdown_holds_no_markup_of_the_input(scene):
    text = written(scene, "markdown")
    assert text.strip()
    assert not re.search("<(?!/?(details|summary|br|b|code|sub|h3)>)", text)


@pytest.mark.parametrize("color", ["never", "always"])
def test_the_problem_matcher_reads_every_line_of_concise(scene, color):
    matchers = json.loads(MATCHER.read_text())["problemMatcher"]
    lines = written(scene, "concise", "--color", color).split("\n")[:-1]
    matched = [found for found in (match(line, matchers) for line in lines)]
    assert len(lines) > 0 or scene.status == 0
    assert None not in matched, lines[matched.index(None)]
    for found, line in zip(matched, lines):
        assert found["file"] in re.sub("\x1b\\[[0-9;]*m", "", line)
        assert found["line"].isdecimal() and found["column"].isdecimal()
        assert re.fullmatch("[a-z0-9-]+", found["code"])
    wanted = {(finding["location"]["startLine"], finding["rule"], level(finding)) for finding in findings(scene)}
    assert {(int(found["line"]), found["code"], found["severity"]) for found in matched} == wanted


def match(line, matchers):
    """What the runner makes of a line: the last matcher that fits wins, and its groups are the parts."""
    for matcher in matchers:
        [pattern] = matcher["pattern"]
        found = re.search(pattern["regexp"], line)
        if found:
            parts = {"severity": matcher.get("severity", "error")}
            parts.update({key: found[group] for key, group in pattern.items() if key != "regexp" and found[group]})
            return parts
    return None


def test_the_problem_matcher_passes_over_other_lines():
    matchers = json.loads(MATCHER.read_text())["problemMatcher"]
    for line in ["1 error in 23 resources (18 files)", "14 |       mode: DISABLE", "a.yaml:3: error: no column", ""]:
        assert match(line, matchers) is None
