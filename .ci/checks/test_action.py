"""The GitHub Action: its definition, and its script in an environment like a runner's."""

import json
import re
import sys

import pytest
import yaml
from conftest import MISTAKE, PROGRAM, ROOT, run

SCRIPT = ROOT / "scripts/action"
# Valid as the name of a branch; as a part of a script it would run a command.
HOSTILE_BRANCH = "main$(touch${IFS}pwned)`touch${IFS}pwned`'\";touch${IFS}pwned"
HOSTILE_VALUES = ["$(touch pwned)", "`touch pwned`", "'; touch pwned; '", '"; touch pwned; "', "a\ntouch pwned\n"]
HOSTILE_VALUES += ["--help", "*", "${{ github.token }}"]
INPUTS = ["PATHS", "CONFIG", "ONLY_NEW", "FAIL_ON", "SARIF", "BASELINE", "ARGS"]


def check_schema(name, path):
    run(sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{name}", path)


def steps(definition):
    return definition["runs"]["steps"]


@pytest.fixture(scope="session")
def definition():
    return yaml.safe_load((ROOT / "action.yml").read_text())


def test_the_definition_is_valid():
    check_schema("github-actions", ROOT / "action.yml")


def test_the_sample_workflows_are_valid():
    check_schema("github-workflows", ROOT / "docs/examples/github-workflow.yml")
    check_schema("gitlab-ci", ROOT / "docs/examples/gitlab-ci.yml")


def test_nothing_is_spliced_into_a_script(definition):
    scripts = [step["run"] for step in steps(definition) if "run" in step]
    assert scripts
    assert not [text for text in scripts if "${{" in text]


def test_every_input_reaches_the_script_and_every_output_comes_from_it(definition):
    [analyze] = [step for step in steps(definition) if step.get("id") == "analyze"]
    for name in definition["inputs"]:
        assert analyze["env"]["INPUT_" + name.upper().replace("-", "_")] == f"${{{{ inputs.{name} }}}}"
        assert f"INPUT_{name.upper().replace('-', '_')}" in SCRIPT.read_text()
    for name, output in definition["outputs"].items():
        assert output["value"] == f"${{{{ steps.analyze.outputs.{name} }}}}"
        assert f"output {name} " in SCRIPT.read_text()


def test_the_sample_workflow_uses_inputs_that_exist(definition):
    workflow = yaml.safe_load((ROOT / "docs/examples/github-workflow.yml").read_text())
    used = [step for job in workflow["jobs"].values() for step in job["steps"] if "meshlint" in step["uses"]]
    assert used
    for step in used:
        assert step.get("with", {}).keys() <= definition["inputs"].keys()


class Runner:
    """A checkout on a runner, and the files through which a step speaks to it."""

    def __init__(self, folder):
        self.folder = folder
        self.workspace = folder / "workspace"
        self.temporary = folder / "temporary"
        self.temporary.mkdir(parents=True)
        self.environment = {"RUNNER_TEMP": str(self.temporary), "RUNNER_OS": "Linux", "RUNNER_ARCH": "X64"}
        self.environment |= {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(self.workspace), "GITHUB_BASE_REF": ""}
        for name in ["OUTPUT", "STEP_SUMMARY"]:
            self.environment[f"GITHUB_{name}"] = str(folder / name)
            (folder / name).touch()

    def step(self, command, status=0, **environment):
        environment = {**self.environment, **environment}
        return run(SCRIPT, command, cwd=self.workspace, env=environment, status=status)

    def analyze(self, status=0, **environment):
        defaults = {f"INPUT_{name}": "" for name in INPUTS} | {"INPUT_ONLY_NEW": "auto", "INPUT_SARIF": "auto"}
        return self.step("analyze", status, PROGRAM=str(PROGRAM), **{**defaults, **environment})

    @property
    def outputs(self):
        lines = (self.folder / "OUTPUT").read_text().splitlines()
        assert all(re.match("[a-z-]+=", line) for line in lines), lines
        return dict(line.split("=", 1) for line in lines)

    @property
    def summary(self):
        return (self.folder / "STEP_SUMMARY").read_text()

    def assert_nothing_was_run(self):
        assert not list(self.folder.rglob("pwned*"))


@pytest.fixture
def runner(tmp_path):
    return Runner(tmp_path / "runner")


@pytest.fixture
def pushed(repository, runner):
    """A push with a mistake."""
    repository.write("k8s/shop/cart/destination-rule.yaml", MISTAKE)
    repository.commit("A mistake")
    run("git", "clone", "--quiet", repository.folder, runner.workspace)
    return runner


def pull_request(repository, runner, *options):
    """A checkout of a pull request as actions/checkout leaves it: detached, at the merge with the base branch."""
    repository.write("k8s/payments/ledger/destination-rule-of-old.yaml", MISTAKE.replace("cart", "catalog"))
    repository.commit("An old mistake")
    repository.git("branch", "--", HOSTILE_BRANCH)
    repository.git("switch", "--quiet", "--create", "topic")
    repository.write("k8s/shop/cart/destination-rule.yaml", MISTAKE)
    repository.commit("A new mistake")
    repository.git("switch", "--quiet", HOSTILE_BRANCH)
    repository.write("README.md", "Meanwhile\n")
    repository.commit("Something else")
    repository.git("switch", "--quiet", "--detach")
    repository.git("merge", "--quiet", "--no-ff", "--message", "Merge", "topic")
    merge = repository.git("rev-parse", "HEAD")
    repository.git("update-ref", "refs/pull/7/merge", merge)
    runner.workspace.mkdir()
    run("git", "init", "--quiet", cwd=runner.workspace)
    run("git", "remote", "add", "origin", f"file://{repository.folder}", cwd=runner.workspace)
    fetch = ["git", "fetch", "--quiet", "--no-tags", *options, "origin"]
    run(*fetch, f"+{merge}:refs/remotes/pull/7/merge", cwd=runner.workspace)
    run("git", "checkout", "--quiet", "refs/remotes/pull/7/merge", cwd=runner.workspace)
    runner.environment["GITHUB_BASE_REF"] = HOSTILE_BRANCH
    return runner


def test_a_push_gets_a_full_report(pushed):
    ran = pushed.analyze()
    assert "IST0113" in ran.stdout
    outputs = pushed.outputs
    assert (outputs["exit-code"], outputs["findings"], outputs["errors"]) == ("1", "1", "1")
    assert "destination-rule.yaml" in pushed.summary
    report = json.loads(open(outputs["sarif-file"]).read())
    [result] = [result for found in report["runs"] for result in found["results"]]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "k8s/shop/cart/destination-rule.yaml"
    assert outputs["upload"] == "true"
    assert open(outputs["annotations"]).read().startswith("::error file=k8s/shop/cart/destination-rule.yaml,line=10,")


def test_a_clean_push_has_reports_too(pushed):
    pushed.analyze(INPUT_ARGS="--ignore IST0113")
    assert (pushed.outputs["exit-code"], pushed.outputs["findings"]) == ("0", "0")
    assert open(pushed.outputs["annotations"]).read() == ""
    assert pushed.summary


@pytest.mark.parametrize("depth", [[], ["--depth=1"], ["--depth=2"]], ids=["whole", "shallow", "two commits"])
def test_a_pull_request_gets_what_is_new(depth, repository, runner):
    pull_request(repository, runner, *depth)
    ran = runner.analyze()
    runner.assert_nothing_was_run()
    assert "cart/destination-rule.yaml" in ran.stdout
    assert "destination-rule-of-old.yaml" not in ran.stdout
    assert (runner.outputs["exit-code"], runner.outputs["findings"]) == ("1", "1")


def test_without_the_base_everything_is_reported_and_said_why(repository, runner):
    pull_request(repository, runner, "--depth=1")
    run("git", "remote", "set-url", "origin", "file:///nowhere", cwd=runner.workspace)
    ran = runner.analyze()
    assert "fetch-depth: 0" in ran.stderr
    assert runner.outputs["findings"] == "2"


def test_a_pull_request_can_get_a_full_report(repository, runner):
    pull_request(repository, runner)
    runner.analyze(INPUT_ONLY_NEW="false")
    assert runner.outputs["findings"] == "2"


@pytest.mark.parametrize("value", HOSTILE_VALUES)
@pytest.mark.parametrize("name", INPUTS)
def test_a_hostile_input_is_a_value_and_nothing_more(name, value, pushed):
    pushed.analyze(status=None, **{f"INPUT_{name}": value})
    pushed.assert_nothing_was_run()
    assert pushed.outputs.get("exit-code") != "1"


@pytest.mark.parametrize("name, value", [("INPUT_ONLY_NEW", "yes"), ("INPUT_SARIF", "1"), ("INPUT_ONLY_NEW", "true")])
def test_an_input_that_cannot_be_used_ends_the_step(name, value, pushed):
    assert "::error title=meshlint::" in pushed.analyze(status=2, **{name: value}).stderr
    assert pushed.outputs == {"exit-code": "2"}


def test_wrong_use_is_passed_on(pushed):
    pushed.analyze(INPUT_PATHS="no such folder")
    assert pushed.outputs == {"exit-code": "2"}


def test_paths_stand_on_lines_of_their_own(pushed):
    (pushed.workspace / "k8s/shop").rename(pushed.workspace / "k8s/a shop")
    pushed.analyze(INPUT_PATHS="k8s/a shop\n\nk8s/istio-system\n")
    assert pushed.outputs["findings"] == "1"
    assert "k8s/a shop/cart/destination-rule.yaml" in pushed.summary


def test_inputs_become_options(pushed):
    more = "--assume-complete\n  --severity IST0113=info"
    pushed.analyze(INPUT_FAIL_ON="never", INPUT_SARIF="false", INPUT_ARGS=more)
    outputs = pushed.outputs
    assert (outputs["exit-code"], outputs["errors"]) == ("0", "0")
    assert "upload" not in outputs and "sarif-file" not in outputs


def test_a_fork_may_not_upload(pushed):
    pushed.analyze(IS_FORK="true")
    assert pushed.outputs["upload"] == "false"


def test_manifests_in_the_log_are_no_commands(pushed):
    name = "::set-output name=x::y"
    (pushed.workspace / "k8s/shop" / f"{name}.yaml").write_text(MISTAKE.replace("name: cart", f'name: "{name}"'))
    lines = pushed.analyze().stdout.splitlines()
    token = re.fullmatch("::stop-commands::([0-9a-f]{32})", lines[0])[1]
    assert lines[-1] == f"::{token}::"
    assert not any(token in line for line in lines[1:-1])


def test_a_program_on_path_is_used(runner, tmp_path):
    runner.workspace.mkdir()
    (tmp_path / "meshlint").symlink_to(PROGRAM)
    runner.step("locate", PATH=f"{tmp_path}:/usr/bin:/bin")
    assert runner.outputs == {"program": str(tmp_path / "meshlint")}


def test_the_program_is_built_and_kept_under_a_key_of_its_sources(runner, tmp_path):
    runner.workspace.mkdir()
    runner.step("locate", PATH="/usr/bin:/bin", ImageOS="ubuntu24")
    located = runner.outputs
    assert re.fullmatch("meshlint-ubuntu24-X64-[0-9a-f]{64}", located["key"])
    swift = tmp_path / "swift"
    products = tmp_path / "products"
    products.mkdir()
    (products / "meshlint").write_text("built")
    swift.write_text(f'#!/bin/sh\necho "$*" >>{tmp_path}/calls\necho {products}\n')
    swift.chmod(0o755)
    runner.step("build", PATH=f"{tmp_path}:/usr/bin:/bin", FOLDER=located["folder"])
    assert open(located["program"]).read() == "built"
    [build, _] = (tmp_path / "calls").read_text().splitlines()
    assert f"--package-path {ROOT}" in build and "-c release" in build and "--static-swift-stdlib" in build
