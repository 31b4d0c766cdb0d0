"""What a student's code may use: the limits that a course sets as `c.Sandbox`."""

from typing import Any

from traitlets import Bool, Bunch, Int, List, TraitError, Unicode, validate
from traitlets.config import LoggingConfigurable

from autograder.sandbox.inside.limits import SPARE_SECONDS


class Settings(LoggingConfigurable):
    """The limits of one student's sandbox."""

    protected = Bool(
        True, help="False runs students' code with your rights: only for code that you trust."
    ).tag(config=True)
    cpu_seconds = Int(120, min=1, help="CPU time of one notebook's own cells").tag(config=True)
    cell_seconds = Int(60, min=1, help="time of one of the student's cells").tag(config=True)
    test_seconds = Int(10, min=1, help="time of one test cell's calls, together").tag(config=True)
    wall_seconds = Int(600, min=1, help="time of a whole notebook").tag(config=True)
    memory_mb = Int(2048, min=1, help="memory of all of a student's processes").tag(config=True)
    processes = Int(32, min=1, help="processes and threads beside those of the tests").tag(
        config=True
    )
    disk_mb = Int(256, min=1, help="files that a student's code may write").tag(config=True)
    output_kb = Int(1000, min=1, help="output of one cell that is kept").tag(config=True)
    imports = List(
        Unicode(),
        ["matplotlib.pyplot", "matplotlib_inline.backend_inline"],
        help="modules to import once for all students, beside those that the masters import",
    ).tag(config=True)

    @validate("cpu_seconds", "test_seconds")
    def _leave_time_for_tests(self, proposal: Bunch) -> int:
        """A test runs in a copy of the student's process, and cannot have more CPU time than it."""
        values = {name: getattr(self, name) for name in ("cpu_seconds", "test_seconds")}
        values[proposal.trait.name] = proposal.value
        least = values["test_seconds"] + SPARE_SECONDS
        if values["cpu_seconds"] < least:
            raise TraitError(
                f"c.Sandbox.cpu_seconds is {values['cpu_seconds']}, and must be at least {least}:"
                f" {SPARE_SECONDS} more than c.Sandbox.test_seconds, or no test could run."
            )
        return proposal.value

    def limits(self) -> dict[str, Any]:
        """All settings by name, as the zygote needs them."""
        return {name: getattr(self, name) for name in self.trait_names(config=True)}
