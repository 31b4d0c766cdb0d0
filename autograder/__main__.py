"""`python -m autograder <assignment>`: grades a class in parallel, in the course folder."""

import signal
import sys

from autograder.pipeline import warm

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: say so, and clean up
    if "--scheduler" not in sys.argv:
        warm.start()  # before the rest is imported: both take seconds, and so go on at once
    from autograder.cli.grade import main

    sys.exit(main())
