"""Can this system make the sandbox of students' code, and if not, which command mends it?

Run as a program before anything is installed (`make demo`, `make test`, `make setup-system`), so it
imports the standard library only.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

NOT_FOUND = "bwrap: not found"
WAIT = 60  # seconds for bubblewrap, which takes a hundredth of one
# What the zygote needs of root's rights when root grades: to make namespaces and become nobody.
CAPABILITIES = ["SYS_ADMIN", "SETUID", "SETGID", "SETPCAP", "KILL", "CHOWN", "SYS_PTRACE"]
INSTALL = {  # by the ID or ID_LIKE of /etc/os-release; {0} is sudo, where it is needed
    "debian": "{0}apt-get update && {0}apt-get install -y {1}",
    "fedora": "{0}dnf install -y {1}",
    "rhel": "{0}dnf install -y {1}",
    "arch": "{0}pacman -S --needed --noconfirm {1}",
    "suse": "{0}zypper --non-interactive install {1}",
}
INSTALL |= {"ubuntu": INSTALL["debian"], "centos": INSTALL["rhel"], "opensuse": INSTALL["suse"]}
PROFILE = Path(__file__).with_name("bwrap.apparmor")
UBUNTUS_OWN = "etc/apparmor.d/bwrap-userns-restrict"  # leaves bubblewrap's children no rights
APPARMOR, CLONE, COUNT = (
    "kernel.apparmor_restrict_unprivileged_userns",
    "kernel.unprivileged_userns_clone",
    "user.max_user_namespaces",
)
NO_LINUX = (
    "Grading needs Linux: bubblewrap makes the sandbox out of Linux's namespaces. This is {0}."
    " Grade in a virtual machine or a container (docs/operations.md, 'Which machine')."
)
CONTAINER = (
    "This is a container, and it was started without the right to make namespaces. Grade outside of"
    " it, or as an ordinary user in a container started with\n\n"
    "    docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined"
    " --security-opt systempaths=unconfined ...\n"
    "    podman run --security-opt seccomp=unconfined --security-opt unmask=ALL ...\n\n"
    "(docs/operations.md, 'Which machine'). --privileged works too, but takes away all walls"
    " between the container and the machine."
)
WSL_1 = "WSL 1 has no namespaces. In PowerShell: wsl --set-version <name of this system> 2"
CANNOT = "Grading runs students' code in a sandbox, which cannot be made here yet."
UNKNOWN = (
    "No setting is known here that forbids it (docs/operations.md, 'Which machine', lists those"
    " that are)."
)


class Remedy(NamedTuple):
    """What is wrong, and the commands that mend it: the first is to be tried first."""

    why: str
    commands: tuple[str, ...] = ()


def namespaces() -> list[str]:
    """bwrap's arguments for new namespaces, and for the rights that are needed in them."""
    arguments = ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"]
    arguments += ["--as-pid-1", "--new-session", "--hostname", "student"]
    if os.getuid() != 0:
        return [*arguments, "--unshare-user"]
    added = [part for name in CAPABILITIES for part in ("--cap-add", f"CAP_{name}")]
    return [*arguments, "--cap-drop", "ALL", *added]


def trouble() -> str:
    """What bubblewrap says when it opens namespaces, and others in them; "" if all is well."""
    bwrap = shutil.which("bwrap")
    if not bwrap:
        return NOT_FOUND
    user = [] if os.getuid() == 0 else ["--user", "--map-root-user"]
    command = [bwrap, *namespaces(), "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"]
    try:
        done = subprocess.run(
            [*command, "--", "unshare", *user, "--mount", "true"],
            capture_output=True, text=True, errors="replace", timeout=WAIT,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"bwrap: no answer within {WAIT} seconds"
    except OSError as error:
        return f"bwrap: {error}"
    words = f"{done.stdout}{done.stderr}".strip()
    return (words or f"it ended with {done.returncode}") if done.returncode else ""


def missing_packages(words: str) -> list[str]:
    """What the system's package manager must install, by what bubblewrap said."""
    packages = ["bubblewrap"] if words == NOT_FOUND else []
    in_environment = sys.prefix != sys.base_prefix
    if not in_environment and find_spec("ensurepip") is None and find_spec("pip") is None:
        packages.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    return packages


def remedy(words: str, packages: Sequence[str] = (), root: Path = Path("/")) -> Remedy:
    """What to do about missing packages, or else about what bubblewrap said."""
    if platform.system() != "Linux":
        return Remedy(NO_LINUX.format(platform.system()))
    if packages:
        return to_install(packages, root)
    why = f"bubblewrap is installed, but it cannot open namespaces. It says: {words}\n"
    if setting(root, APPARMOR) == "1":
        why += (
            "AppArmor forbids it. The first command allows it to bubblewrap alone. Only if that"
            " does not help: the second allows it to every program, until the next start."
        )
        return Remedy(why, (load_profile(root), f"{sudo()}sysctl -w {APPARMOR}=0"))
    if setting(root, CLONE) == "0":
        why += "A setting of the kernel forbids it. This changes it, until the next start:"
        return Remedy(why, (f"{sudo()}sysctl -w {CLONE}=1",))
    if setting(root, COUNT) == "0":
        why += "A setting of the kernel forbids it. This changes it, until the next start:"
        return Remedy(why, (f"{sudo()}sysctl -w {COUNT}=10000",))
    if "microsoft" in (version := read(root / "proc/version").lower()) and "wsl2" not in version:
        return Remedy(why + WSL_1)
    if any((root / mark).exists() for mark in (".dockerenv", "run/.containerenv")):
        return Remedy(why + CONTAINER)
    return Remedy(why + UNKNOWN)


def to_install(packages: Sequence[str], root: Path) -> Remedy:
    """The command of this system's package manager."""
    release = os_release(root)
    kinds = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    names = [*kinds, *(kind.partition("-")[0] for kind in kinds)]  # opensuse-leap
    why = f"Missing here: {' and '.join(packages)}."
    for name in names:
        if name in INSTALL:
            system = release.get("PRETTY_NAME", name)
            command = INSTALL[name].format(sudo(), " ".join(packages))
            return Remedy(f"{why} On {system} this installs what is missing:", (command,))
    return Remedy(f"{why} Install it with this system's package manager.")


def load_profile(root: Path) -> str:
    """The command that loads our AppArmor profile, in the place of Ubuntu's own for bubblewrap."""
    su, commands = sudo(), []
    if (root / UBUNTUS_OWN).exists():
        commands += [f"{su}ln -sf /{UBUNTUS_OWN} /etc/apparmor.d/disable/"]
        commands += [f"{su}apparmor_parser -R /{UBUNTUS_OWN}"]
    commands += [f"{su}install -m 644 '{PROFILE}' /etc/apparmor.d/bwrap"]
    return " && ".join([*commands, f"{su}apparmor_parser -r /etc/apparmor.d/bwrap"])


def os_release(root: Path) -> dict[str, str]:
    """What /etc/os-release says."""
    lines = read(root / "etc/os-release").splitlines()
    pairs = [line.partition("=") for line in lines if "=" in line and line[0] != "#"]
    return {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}


def setting(root: Path, name: str) -> str:
    """A setting of the kernel, "" where it has none of this name."""
    return read(root / "proc/sys" / name.replace(".", "/")).strip()


def read(path: Path) -> str:
    """The text of a file, "" if it cannot be read."""
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""


def sudo() -> str:
    """What stands before a command that root must run."""
    return "" if os.getuid() == 0 else "sudo "


def may_set_up() -> bool:
    """Are we root, or is sudo ours without a password?"""
    if os.getuid() == 0:
        return True
    try:
        done = subprocess.run(["sudo", "-n", "true"], capture_output=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def message(found: Remedy) -> str:
    """The remedy in words; its commands stand on lines of their own, indented."""
    return "\n".join([found.why, *(f"\n    {command}" for command in found.commands)])


def look() -> Remedy | None:
    """What must be mended before a class can be graded here, None if nothing."""
    words = trouble()
    packages = missing_packages(words)
    return remedy(words, packages) if words or packages else None


def set_up() -> int:
    """Run the commands that mend it; 0 if the sandbox can be made then, else 1."""
    for _ in range(2):  # the packages, then the right to open namespaces
        found = look()
        if not (found and found.commands and may_set_up()):
            break
        print(found.commands[0], flush=True)
        if subprocess.run(found.commands[0], shell=True).returncode != 0:
            print("This command failed; its own words stand above.", file=sys.stderr)
            return 1
    if found := look():
        print(f"{CANNOT}\n\n{message(found)}", file=sys.stderr)
        if found.commands and not may_set_up():
            note = "make setup-system runs this only as root, or where sudo asks no password."
            print(f"\n{note}", file=sys.stderr)
        return 1
    print("bubblewrap is installed and can open namespaces.")
    return 0


def main(arguments: list[str]) -> int:
    """Say what is missing, or with --setup install it; 0 if the sandbox can be made, else 1."""
    if arguments == ["--setup"]:
        return set_up()
    if not (found := look()):
        return 0
    lines = [CANNOT, message(found)]
    if found.commands and may_set_up():
        lines.append("`make setup-system` runs that command for you.")
    lines.append("Nothing has been installed or changed.")
    print("\n\n".join(lines), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
