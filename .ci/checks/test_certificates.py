"""Certificates are read with the OpenSSL of the machine, and their absence is no silence."""

import json

import pytest
from conftest import meshlint, run

REASON = "libcrypto of OpenSSL 3, to read certificates"


@pytest.fixture
def manifests(tmp_path):
    """A folder with a certificate that ends in a day."""
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", tmp_path / "key.pem")
    made = run("openssl", "req", "-x509", *curve, "-subj", "/CN=root.shop.example", "-days", "1")
    roots = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "roots", "namespace": "shop"},
        "data": {"ca.crt": made.stdout},
    }
    (tmp_path / "key.pem").unlink()
    (tmp_path / "roots.yaml").write_text(json.dumps(roots))
    return tmp_path


def test_the_end_of_a_certificate_is_read(manifests):
    ran = meshlint("analyze", "--now", "2099-01-01T00:00:00Z", "-o", "concise", manifests, status=1)
    assert "[expired-certificate]" in ran.stdout
    assert REASON not in ran.stdout + ran.stderr


def test_it_is_said_where_openssl_is_missing(manifests, tmp_path):
    (tmp_path / "libcrypto.so.3").write_bytes(b"")
    ran = meshlint(
        "analyze", "-v", "--now", "2099-01-01T00:00:00Z", "-o", "concise", manifests,
        env={"LD_LIBRARY_PATH": str(tmp_path)},
    )
    assert "[expired-certificate]" not in ran.stdout
    assert REASON in ran.stdout + ran.stderr
