"""Before anything is installed: what keeps this system from making the sandbox, and what mends it.

Programs that would change the machine are played: a package manager puts the real bwrap into a
folder of the test's, apparmor_parser and sysctl let a bwrap that fails succeed.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox import system
from autograder.sandbox.system import APPARMOR, CLONE, COUNT, NOT_FOUND, message, remedy
from tests.support.users import as_ordinary_user
from tools.course import ROOT

RELEASES = {  # what /etc/os-release says, and the command that belongs to it
    'ID=debian\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"': "apt-get install -y bubblewrap",
    "ID=ubuntu\nID_LIKE=debian": "apt-get install -y bubblewrap",
    'ID=linuxmint\nID_LIKE="ubuntu debian"': "apt-get install -y bubblewrap",
    "ID=fedora": "dnf install -y bubblewrap",
    'ID="rocky"\nID_LIKE="rhel centos fedora"': "dnf install -y bubblewrap",
    "ID=arch": "pacman -S --needed --noconfirm bubblewrap",
    'ID="opensuse-leap"\nID_LIKE="suse opensuse"': "zypper --non-interactive install bubblewrap",
    'ID="opensuse-tumbleweed"': "zypper --non-interactive install bubblewrap",
}
DENIED = "bwrap: setting up uid map: Permission denied"


def write(root: Path, name: str, text: str = "") -> Path:
    """A root folder with this file."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return root


def kernel(root: Path, name: str, value: str) -> Path:
    """A root folder whose kernel has this setting."""
    return write(root, "proc/sys/" + name.replace(".", "/"), value)


def program(folder: Path, name: str, source: str) -> None:
    """A program for the PATH."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{source}\n")
    (folder / name).chmod(0o755)


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize(("user", "prefix"), [(0, ""), (1000, "sudo ")])
def test_the_message_has_the_one_command_of_this_system(
    release, user, prefix, tmp_path, monkeypatch
):
    monkeypatch.setattr(os, "getuid", lambda: user)
    found = remedy(NOT_FOUND, ["bubblewrap"], write(tmp_path, "etc/os-release", release))
    [command] = found.commands
    assert command.split(" && ")[-1] == prefix + RELEASES[release]
    assert all(part.startswith(prefix) for part in command.split(" && "))


def test_an_unknown_system_is_told_what_to_look_for(tmp_path):
    found = remedy(NOT_FOUND, ["bubblewrap"], write(tmp_path, "etc/os-release", "ID=own"))
    assert not found.commands and "Missing here: bubblewrap" in found.why


def test_on_ubuntu_a_profile_for_bwrap_alone_comes_first_and_the_switch_for_all_last(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    root = kernel(tmp_path, APPARMOR, "1\n")
    first, last = remedy(DENIED, [], root).commands
    assert first.endswith("sudo apparmor_parser -r /etc/apparmor.d/bwrap")
    assert f"install -m 644 '{system.PROFILE}'" in first
    assert last == f"sudo sysctl -w {APPARMOR}=0"
    write(root, system.UBUNTUS_OWN)  # Ubuntu 25.04: theirs and ours have one name
    theirs = remedy(DENIED, [], root).commands[0]
    assert theirs.index(f"apparmor_parser -R /{system.UBUNTUS_OWN}") < theirs.index("install")


def test_the_profile_lets_bubblewrap_and_nothing_else_open_namespaces():
    profile = system.PROFILE.read_text()
    assert "profile bwrap /usr/bin/bwrap flags=(unconfined) {\n  userns," in profile
    assert profile.count("profile ") == 1


@pytest.mark.parametrize("name", [CLONE, COUNT])
def test_a_switch_of_the_kernel_is_named(name, tmp_path):
    [command] = remedy(DENIED, [], kernel(tmp_path, name, "0")).commands
    assert f"sysctl -w {name}=" in command


def test_in_a_container_privileged_is_the_last_word(tmp_path):
    words = message(remedy(DENIED, [], write(tmp_path, "run/.containerenv")))
    assert words.index("unmask=ALL") < words.index("--privileged")
    assert words.index("systempaths=unconfined") < words.index("--privileged")


def test_wsl_1_macos_and_what_is_not_known_have_words_of_their_own(tmp_path, monkeypatch):
    assert "docs/operations.md" in message(remedy(DENIED, [], tmp_path))
    wsl = write(tmp_path, "proc/version", "Linux version 4.4.0-19041-Microsoft")
    assert "wsl --set-version" in message(remedy(DENIED, [], wsl))
    newer = write(tmp_path, "proc/version", "Linux 5.15-microsoft-standard-WSL2")
    assert "wsl --set-version" not in message(remedy(DENIED, [], newer))
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    assert "virtual machine" in message(remedy(NOT_FOUND, ["bubblewrap"], tmp_path))


@pytest.mark.parametrize("which", [0, 1])
def test_each_command_for_ubuntu_cures_what_it_is_quoted_for(which, tmp_path, monkeypatch):
    bin, mended = tmp_path / "bin", tmp_path / "mended"
    program(bin, "bwrap", f"test -e {mended} || {{ echo '{DENIED}' >&2; exit 1; }}")
    for name in ("apparmor_parser", "sysctl", "install", "sudo"):
        program(bin, name, f"touch {mended}" if name != "sudo" else '"$@"')
    (bin / "touch").symlink_to(shutil.which("touch"))
    monkeypatch.setenv("PATH", str(bin))
    assert system.trouble() == DENIED
    command = remedy(DENIED, [], kernel(tmp_path, APPARMOR, "1")).commands[which]
    assert subprocess.run(command, shell=True).returncode == 0
    assert system.trouble() == ""


def test_a_bubblewrap_that_cannot_be_run_is_trouble_too(tmp_path, monkeypatch):
    program(tmp_path / "bin", "bwrap", "exit 3")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert system.trouble() == "it ended with 3"
    (tmp_path / "bin/bwrap").write_text("no program")
    assert system.trouble().startswith("bwrap: ")


def test_here_namespaces_open_for_root_and_for_an_ordinary_user():
    assert system.trouble() == ""
    command = [*as_ordinary_user(), sys.executable, "-I", ROOT / "autograder/sandbox/system.py"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_venv_and_pip_they_are_in_the_same_command(monkeypatch):
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    assert system.missing_packages("") == []
    monkeypatch.setattr(system, "find_spec", lambda name: None)
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    assert system.missing_packages(NOT_FOUND) == ["bubblewrap", version]


# -- make, in a folder where nothing is installed ----------------------------------------------


@pytest.fixture
def fresh(tmp_path, monkeypatch) -> Path:
    """A fresh clone, as far as make looks at it, on a machine without bubblewrap."""
    clone, bin = tmp_path / "clone", tmp_path / "bin"
    (clone / "autograder/sandbox").mkdir(parents=True)
    for name in ("Makefile", "autograder/sandbox/system.py", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, clone / name)
    bin.mkdir()
    for name in ("make", "sh", "unshare", "true", "ln", "id"):
        (bin / name).symlink_to(shutil.which(name))
    (bin / "python3").symlink_to(Path(sys.base_prefix, "bin/python3"))
    program(bin, "apt-get", f"test $1 = update || ln -s {shutil.which('bwrap')} {bin}/bwrap")
    program(bin, "sudo", 'test $1 = -n && shift; exec "$@"')
    for manager in ("dnf", "pacman", "zypper"):
        (bin / manager).symlink_to(bin / "apt-get")
    monkeypatch.setenv("PATH", str(bin))
    monkeypatch.chdir(clone)
    return clone


def make(target: str) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    return subprocess.run(["make", target], env=env, capture_output=True, text=True)


@pytest.mark.parametrize("target", ["demo", "test"])
def test_make_says_what_is_missing_before_it_installs_anything(target, fresh):
    done = make(target)
    assert done.returncode != 0 and "Traceback" not in done.stderr and not done.stdout
    assert "Missing here: bubblewrap" in done.stderr
    assert "`make setup-system` runs that command for you" in done.stderr
    assert "Nothing has been installed or changed." in done.stderr
    assert not (fresh / ".venv").exists()
    [command] = [line for line in done.stderr.splitlines() if line.startswith("    ")]
    assert subprocess.run(command, shell=True).returncode == 0
    done = make("sandbox")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_make_setup_system_does_it(fresh):
    done = make("setup-system")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("bubblewrap is installed and can open namespaces.\n")
    assert make("sandbox").returncode == 0
    again = make("setup-system")
    assert (again.returncode, len(again.stdout.splitlines())) == (0, 1)


def test_make_setup_system_says_when_its_command_fails_or_does_not_help(fresh, tmp_path):
    program(tmp_path / "bin", "apt-get", "exit 1")
    done = make("setup-system")
    assert done.returncode != 0 and "This command failed" in done.stderr
    program(tmp_path / "bin", "apt-get", "exit 0")
    done = make("setup-system")
    assert done.returncode != 0 and "Missing here: bubblewrap" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_demo_itself_looks_first(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    command = [sys.executable, "-m", "tools.demo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Missing here: bubblewrap" in done.stderr and "Traceback" not in done.stderr
