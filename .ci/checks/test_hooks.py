"""The hooks of .pre-commit-hooks.yaml in pre-commit itself."""

import os
import shutil
import sys

import pytest
from conftest import EXCEPTION, MISTAKE, PROGRAM, ROOT, run

MESH_HOOKS = ["meshlint", "meshlint-system"]
CONFIGURATION = "version: 1\nmeshes:\n  prod:\n    roots: [k8s]\n"

# pre-commit try-repo builds for every run. The first build is kept and is what later runs find.
SWIFT_THAT_BUILDS_ONCE = """\
#!/bin/sh
for argument; do scratch=$argument; done
if [ ! -e "{kept}" ]; then
  "{swift}" "$@" || exit
  mv "$scratch" "{kept}"
fi
ln -s "{kept}" "$scratch"
"""

# The program for the hooks with language: system, which notes how it is called.
PROGRAM_THAT_NOTES_CALLS = """\
#!/bin/sh
printf '%s\\n' "$*" >>"$CALLS"
exec "{program}" "$@"
"""


def script(path, text):
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture(scope="session")
def tools(tmp_path_factory):
    """A folder with a meshlint and a swift, to stand first on PATH."""
    folder = tmp_path_factory.mktemp("tools")
    script(folder / "meshlint", PROGRAM_THAT_NOTES_CALLS.format(program=PROGRAM))
    script(
        folder / "swift",
        SWIFT_THAT_BUILDS_ONCE.format(swift=shutil.which("swift"), kept=tmp_path_factory.mktemp("build") / ".build"),
    )
    return folder


@pytest.fixture
def environment(tools, tmp_path):
    return {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "CALLS": str(tmp_path / "calls"),
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
    }


@pytest.fixture
def try_hook(repository, environment):
    """Runs a hook on what is staged: pre-commit try-repo."""

    def try_hook(hook, *arguments, status):
        command = [sys.executable, "-m", "pre_commit", "try-repo", ROOT, hook, "--verbose", *arguments]
        return run(*command, cwd=repository.folder, env=environment, status=status).stdout

    return try_hook


def test_the_manifest_is_valid():
    run(sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml")


@pytest.mark.parametrize("hook", MESH_HOOKS)
def test_a_commit_with_a_mistake_is_caught(hook, repository, try_hook):
    repository.stage("k8s/shop/cart/destination-rule.yaml", MISTAKE)
    output = try_hook(hook, status=1)
    assert "k8s/shop/cart/destination-rule.yaml:10:13" in output
    assert "IST0113" in output


@pytest.mark.parametrize("hook", MESH_HOOKS)
def test_a_good_commit_passes(hook, repository, try_hook):
    repository.stage("k8s/shop/cart/destination-rule.yaml", MISTAKE.replace("DISABLE", "ISTIO_MUTUAL"))
    assert "Passed" in try_hook(hook, status=0)


@pytest.mark.parametrize("hook", MESH_HOOKS)
def test_a_commit_that_only_deletes_a_policy_is_seen(hook, repository, try_hook):
    repository.write("k8s/shop/cart/destination-rule.yaml", MISTAKE)
    repository.write("k8s/shop/cart/peer-authentication.yaml", EXCEPTION)
    repository.commit("Plain text for the cart")
    repository.git("rm", "--quiet", "k8s/shop/cart/peer-authentication.yaml")
    assert "IST0113" in try_hook(hook, status=1)


@pytest.mark.parametrize("hook", MESH_HOOKS)
def test_an_old_mistake_does_not_stop_another_commit(hook, repository, try_hook):
    repository.write("k8s/shop/cart/destination-rule.yaml", MISTAKE)
    repository.commit("A mistake")
    repository.stage("k8s/shop/namespace-of-tests.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: tests}\n")
    assert "IST0113" not in try_hook(hook, status=0)


def test_what_is_not_staged_does_not_count(repository, try_hook):
    repository.stage("k8s/shop/cart/destination-rule.yaml", MISTAKE)
    repository.write("k8s/shop/cart/peer-authentication.yaml", EXCEPTION)
    repository.write("k8s/shop/cart/destination-rule.yaml", MISTAKE.replace("DISABLE", "ISTIO_MUTUAL"))
    assert "IST0113" in try_hook("meshlint-system", status=1)


@pytest.mark.parametrize("hook", MESH_HOOKS)
def test_many_files_are_one_run(hook, repository, try_hook, tmp_path):
    repository.stage("k8s/shop/cart/destination-rule.yaml", MISTAKE)
    for number in range(400):
        repository.write(f"k8s/{number}.yaml", f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: n{number}}}\n")
    repository.git("add", "--all")
    assert try_hook(hook, status=1).count("[IST0113]") == 1
    calls = tmp_path / "calls"
    if hook == "meshlint-system":
        assert calls.read_text() == "analyze --hook\n"
    else:
        assert not calls.exists(), "the hook with language: swift ran the meshlint that is on PATH"


@pytest.mark.parametrize("hook", MESH_HOOKS)
def test_all_files_are_judged_as_a_whole(hook, repository, try_hook):
    assert "Passed" in try_hook(hook, "--all-files", status=0)
    repository.write("k8s/shop/cart/destination-rule.yaml", MISTAKE)
    repository.commit("A mistake")
    assert "IST0113" in try_hook(hook, "--all-files", status=1)


def test_two_commits_are_compared(repository, try_hook):
    repository.write("k8s/shop/cart/destination-rule.yaml", MISTAKE)
    repository.commit("A mistake")
    repository.write("README.md", "A mesh\n")
    repository.commit("Something else")
    refs = ["--from-ref", "HEAD~1", "--to-ref", "HEAD"]
    assert "IST0113" not in try_hook("meshlint-system", *refs, status=0)
    refs = ["--from-ref", "HEAD~2", "--to-ref", "HEAD"]
    assert "IST0113" in try_hook("meshlint-system", *refs, status=1)


def test_a_mistake_in_the_configuration_is_caught(repository, try_hook):
    repository.stage(".meshlint.yaml", CONFIGURATION.replace("roots", "root"))
    output = try_hook("meshlint-config", status=1)
    assert ".meshlint.yaml:4:5" in output
    assert "roots" in output
    repository.stage(".meshlint.yaml", CONFIGURATION)
    assert "Passed" in try_hook("meshlint-config", status=0)


def test_the_configuration_is_checked_where_it_changes(repository, try_hook):
    repository.stage("README.md", "A mesh\n")
    assert "Skipped" in try_hook("meshlint-config", status=0)


def test_git_commit_is_refused_until_the_mistake_is_mended(repository, environment):
    revision = run("git", "rev-parse", "HEAD", cwd=ROOT).stdout.strip()
    hooks = "[{id: meshlint}, {id: meshlint-config}]"
    repository.write(".pre-commit-config.yaml", f"repos:\n- repo: {ROOT}\n  rev: {revision}\n  hooks: {hooks}\n")
    repository.commit("Hooks")
    run(sys.executable, "-m", "pre_commit", "install", cwd=repository.folder, env=environment)

    def commit(status):
        command = ["git", "commit", "--message", "The cart"]
        return run(*command, cwd=repository.folder, env=environment, status=status).stderr

    repository.stage("k8s/shop/cart/destination-rule.yaml", MISTAKE)
    assert "IST0113" in commit(status=1)
    repository.stage("k8s/shop/cart/destination-rule.yaml", MISTAKE.replace("DISABLE", "ISTIO_MUTUAL"))
    commit(status=0)
    assert repository.git("status", "--short") == ""
