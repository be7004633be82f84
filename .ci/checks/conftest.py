"""What the checks share: the program, and repositories to try it on."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("MESHLINT", ROOT / ".build/release/meshlint")).resolve()

MISTAKE = """\
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata:
  name: cart
  namespace: shop
spec:
  host: cart.shop.svc.cluster.local
  trafficPolicy:
    tls:
      mode: DISABLE
"""

EXCEPTION = """\
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: cart
  namespace: shop
spec:
  selector:
    matchLabels:
      app: cart
  mtls:
    mode: PERMISSIVE
"""


# What a runner or a hook around these checks has set would change what the programs do.
OUTSIDE = ("GITHUB_", "MESHLINT", "PRE_COMMIT", "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "NO_COLOR")
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(OUTSIDE)}


def run(*command, cwd=None, status=0, env=None):
    """Runs a command, wants its exit status (None for any), and gives what it wrote."""
    command = [str(part) for part in command]
    environment = {**ENVIRONMENT, **(env or {})}
    ran = subprocess.run(command, cwd=cwd, env=environment, text=True, capture_output=True)
    said = f"{' '.join(command)}: exit status {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
    assert status is None or ran.returncode == status, said
    return ran


def meshlint(*arguments, **options):
    return run(PROGRAM, *arguments, **options)


class Repository:
    """A repository with the mesh of examples/plaintext-to-strict, without its mistake."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(ROOT / "examples/plaintext-to-strict/k8s", folder / "k8s")
        self.path("k8s/shop/cart/destination-rule.yaml").unlink()
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("config", "user.name", "Nobody")
        self.git("config", "user.email", "nobody@example.com")
        self.commit("A mesh")

    def path(self, name):
        return self.folder / name

    def git(self, *arguments):
        return run("git", *arguments, cwd=self.folder).stdout.strip()

    def write(self, name, text):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def stage(self, name, text):
        self.write(name, text)
        self.git("add", "--", name)

    def commit(self, message):
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "--message", message)


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "repository"
    folder.mkdir()
    return Repository(folder)


@pytest.fixture
def configured(tmp_path):
    """A folder that docs/examples/meshlint.yaml fits."""
    folder = tmp_path / "configured"
    folder.mkdir()
    text = (ROOT / "docs/examples/meshlint.yaml").read_text()
    (folder / ".meshlint.yaml").write_text(text)
    for mesh in yaml.safe_load(text)["meshes"].values():
        for name in mesh["roots"] + mesh.get("context", []):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name in [mesh[key] for key in ["meshconfig", "mesh-networks"] if key in mesh]:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).touch()
    return folder


@dataclass
class Scene:
    """Input to analyze, and how that ends."""

    folder: Path
    arguments: list
    status: int


# Names that a format could take for a part of its own.
HOSTILE = [
    "::error::100%25, a:b",
    "]]><script>alert(1)</script>",
    "\x1b[31mred\x07",
    "new\nline|`x`",
    "Zürich 🚀 \u202etxt",
]


def write_hostile_input(folder):
    for number, name in enumerate(HOSTILE):
        quoted = json.dumps(name, ensure_ascii=False)
        text = MISTAKE.replace("name: cart", f"name: {quoted}").replace("tls:", f"{quoted}: 1\n    tls:")
        newline = "\r\n" if number % 2 else "\n"
        (folder / f"{name.replace('/', '_')}.yaml").write_text(text, newline=newline)


def write_meshes(folder):
    for mesh, mode in [("prod", "DISABLE"), ("staging", "ISTIO_MUTUAL"), ("test", "DISABLE")]:
        shutil.copytree(ROOT / "examples/plaintext-to-strict/k8s", folder / mesh)
        (folder / mesh / "shop/cart/destination-rule.yaml").write_text(MISTAKE.replace("DISABLE", mode))
    (folder / ".meshlint.yaml").write_text(
        "version: 1\nmeshes:\n" + "".join(f"  {mesh}: {{roots: [{mesh}]}}\n" for mesh in ["prod", "staging", "test"])
    )


@pytest.fixture(params=["clean", "with findings", "of many mistakes", "hostile", "of several meshes"])
def scene(request, tmp_path):
    folder = tmp_path / "input"
    folder.mkdir()
    match request.param:
        case "clean":
            return Scene(ROOT, ["examples/bookinfo-strict"], 0)
        case "with findings":
            return Scene(ROOT, ["examples/plaintext-to-strict"], 1)
        case "of many mistakes":
            return Scene(ROOT, ["examples/runbook-mistakes"], 1)
        case "hostile":
            write_hostile_input(folder)
            return Scene(folder, ["."], 1)
        case "of several meshes":
            write_meshes(folder)
            return Scene(folder, [], 1)


def pytest_sessionstart(session):
    if not PROGRAM.exists():
        pytest.exit(f"{PROGRAM} is not there: swift build -c release, or set MESHLINT", returncode=2)
