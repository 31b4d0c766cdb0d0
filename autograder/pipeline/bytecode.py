"""The teacher's modules beside the notebooks, compiled once: each process would do it again."""

import py_compile
import sys
from functools import cache
from pathlib import Path, PurePosixPath

from autograder.temporary import temporary_folder


def with_bytecode(files: dict[str, bytes], teachers: dict[str, bytes]) -> dict[str, bytes]:
    """The files, and the bytecode of the teacher's modules in `__pycache__`.

    Python uses it for a module whose content has the same hash, and for no other: a student's own
    version of a module is compiled as ever.
    """
    modules = [name for name in teachers if name.endswith(".py")]
    made = {bytecode_path(name): bytecode(teachers[name]) for name in modules}
    return files | {name: data for name, data in made.items() if data}


def bytecode_path(module: str) -> str:
    """Where Python looks for a module's bytecode."""
    path = PurePosixPath(module)
    return str(path.parent / "__pycache__" / f"{path.stem}.{sys.implementation.cache_tag}.pyc")


@cache
def bytecode(content: bytes) -> bytes:
    """A module's bytecode, which holds the hash of its content; empty for what is no Python."""
    with temporary_folder() as folder:
        source, made = Path(folder, "module.py"), Path(folder, "module.pyc")
        source.write_bytes(content)
        mode = py_compile.PycInvalidationMode.CHECKED_HASH
        try:
            py_compile.compile(str(source), str(made), doraise=True, invalidation_mode=mode)
        except (py_compile.PyCompileError, RecursionError):
            return b""  # whoever imports it hears what is wrong
        return made.read_bytes()
