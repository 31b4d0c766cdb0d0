"""What a judge may use: the process that decodes and tests what one student's code gave."""

from traitlets import Int
from traitlets.config import Configurable


class Judge(Configurable):
    """Limits of the process that tests one submission."""

    memory_mb = Int(2048, min=1, help="memory beyond what every judge shares").tag(config=True)
    cpu_seconds = Int(300, min=1, help="CPU time of all tests of a submission").tag(config=True)
    grace_seconds = Int(
        60, min=1, help="time beyond all limits of a student's code until a judge is stopped"
    ).tag(config=True)
