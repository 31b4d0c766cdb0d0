"""The commands of `python -m autograder`, each named after its module here."""

COMMANDS = {
    "grade": "grade the submissions of an assignment; may be left out",
    "check": "grade an assignment's solved master and its untouched release",
    "collect": "take submissions out of a learning platform's zip",
    "export": "put grades and pages into a learning platform's files",
    "roster": "enter a class list into the gradebook",
    "report": "say what a class got wrong",
    "certificates": "make what grading on several machines is encrypted with",
    "doctor": "say what is installed here and works",
}


def listed() -> str:
    """The commands, as a help text shows them."""
    lines = [f"  {name:<14}{does}" for name, does in COMMANDS.items()]
    return "\n".join(["commands (python -m autograder COMMAND --help says more):", *lines])
