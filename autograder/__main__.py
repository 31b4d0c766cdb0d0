"""`python -m autograder <assignment>`: grades a class in parallel, in the course folder."""

import signal
import sys

if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C: say so, and clean up
    from autograder.cli.grade import main

    sys.exit(main())
