"""Containers for teachers: files that other programs read are what those programs expect."""

import json
import re

from tools.course import ROOT


def test_the_dev_container_is_valid_and_built_from_the_containerfile():
    text = (ROOT / ".devcontainer/devcontainer.json").read_text()
    found = json.loads(text)  # plain JSON: some readers know no comments
    assert (
        ROOT / ".devcontainer" / found["build"]["dockerfile"]
    ).resolve() == ROOT / "Containerfile"
    assert (ROOT / ".devcontainer" / found["build"]["context"]).resolve() == ROOT
    user = re.search(r"^USER (\w+)$", (ROOT / "Containerfile").read_text(), re.MULTILINE)
    assert found["remoteUser"] == user[1] != "root"
    assert found["postCreateCommand"] == "make doctor"
    assert "--privileged" not in text and "privileged" not in found
    assert set(found["securityOpt"]) == {
        "seccomp=unconfined",
        "apparmor=unconfined",
        "systempaths=unconfined",
    }


def test_the_containerfile_has_what_make_needs():
    text = (ROOT / "Containerfile").read_text()
    for package in ("bubblewrap", "make", "python3", "python3-venv"):
        assert re.search(rf"\b{package}\b", text)
