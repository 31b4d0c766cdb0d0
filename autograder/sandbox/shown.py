"""What students' code can see of this machine: Python, its packages and what they need; no more.

Not shown: /usr/local/share and /srv, where nbgrader's exchange may lie; what else lies in the
folder of an environment, which may be the course's; and our own packages, the judges.
"""

import os
import sys
from pathlib import Path

# Programs, shared libraries, and data that libraries look for.
USR = ["bin", "sbin", "lib", "lib32", "lib64", "libx32", "libexec", "local/bin", "local/lib"]
USR += [f"share/{name}" for name in ("fonts", "fontconfig", "mime", "tcltk", "terminfo")]
USR += ["share/zoneinfo", "share/perl", "share/perl5"]
SYSTEM = ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"]  # links into /usr, or folders
ETC = ["/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives", "/etc/fonts", "/etc/mime.types"]
PREFIX = ["bin", "lib", "lib64", "share/zoneinfo", "share/fonts", "etc/fonts"]  # of a whole Python
PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
ENVIRONMENT = ["bin", f"lib/{PYTHON}", f"lib64/{PYTHON}", "pyvenv.cfg"]  # of a virtual one


def system_folders() -> list[str]:
    """What is shown of the system itself."""
    return [*(f"/usr/{name}" for name in USR), *ETC]


def python_folders() -> list[str]:
    """Where our Python and its packages lie, as far as that is not shown already."""
    whole = {sys.base_prefix, sys.base_exec_prefix}
    virtual = {sys.prefix, sys.exec_prefix} - whole
    places = {Path(prefix, name) for prefix in whole for name in PREFIX}
    places |= {Path(prefix, name) for prefix in virtual for name in ENVIRONMENT}
    system = system_folders()
    return sorted(str(one) for one in places if one.exists() and not is_below(one, system))


def is_below(path: Path, places: list[str]) -> bool:
    """Does it lie in one of these places, or is it one?"""
    return any(path.is_relative_to(place) for place in places)


def own_packages(shown: list[str]) -> list[Path]:
    """Our own packages where they are installed among others, and all that came with them."""
    root = Path(__file__).resolve().parents[2]
    if not is_below(root, [os.path.realpath(place) for place in shown]):
        return []
    names = {"autograder"}
    for record in root.glob("*.dist-info/RECORD"):
        first = {line.split(",")[0].split("/")[0] for line in record.read_text("utf-8").split("\n")}
        if "autograder" in first:
            names |= first - {"", "..", "__pycache__"}
    return [root / name for name in sorted(names) if (root / name).exists()]
