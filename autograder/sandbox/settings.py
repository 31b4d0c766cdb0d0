"""What a student's code may use: the limits that a course sets as `c.Sandbox`."""

from typing import Any

from traitlets import Bool, Int, List, Unicode
from traitlets.config import SingletonConfigurable


class Settings(SingletonConfigurable):
    """The limits of one student's sandbox."""

    protected = Bool(
        True, help="False runs students' code with your rights: only for code that you trust."
    ).tag(config=True)
    cpu_seconds = Int(120, help="CPU time of one notebook's own cells").tag(config=True)
    cell_seconds = Int(60, help="time of one of the student's cells").tag(config=True)
    test_seconds = Int(10, help="time of one test cell's calls, together").tag(config=True)
    wall_seconds = Int(600, help="time of a whole notebook").tag(config=True)
    memory_mb = Int(2048, help="memory of all of a student's processes").tag(config=True)
    processes = Int(32, help="processes and threads beside those of the tests").tag(config=True)
    disk_mb = Int(256, help="files that a student's code may write").tag(config=True)
    output_kb = Int(1000, help="output of one cell that is kept").tag(config=True)
    imports = List(
        Unicode(),
        ["matplotlib.pyplot", "matplotlib_inline.backend_inline", "sklearn.datasets"],
        help="modules that are imported once for all students",
    ).tag(config=True)

    def limits(self) -> dict[str, Any]:
        """All settings by name, as the zygote needs them."""
        return {name: getattr(self, name) for name in self.trait_names(config=True)}
