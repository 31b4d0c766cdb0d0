"""A conversation with a process that may lie, hang or die."""

import socket
import time
from collections.abc import Sequence

from autograder.sandbox.inside.amounts import amount
from autograder.sandbox.inside.wire import Broken, NotPlain, pack, read

GONE = "its process has ended; did it exit, crash or kill itself?"
# Not what is wrong with it: the sentence reaches the student, and the process may have put into it
# what a hidden test has asked.
NO_ANSWER = "its process sent what is no answer"
NOT_COPIED = "its process could not be copied; did it start many others, or open many files?"
GRACE = 3  # seconds beyond a time limit until a process that does not obey is given up


class KernelLost(RuntimeError):
    """A student's process has ended or no longer answers; the message says why."""


class Silent(KernelLost):
    """The process has ended, or nothing has come from it in time."""


class Channel:
    """The grader's end of a socket; the other end is not to be trusted."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.received = 0  # bytes of the latest message

    def send(
        self, message: dict, passed: Sequence[socket.socket] = (), seconds: float = GRACE + 60
    ) -> None:
        """Send a message, and sockets for the process to talk on; raises KernelLost."""
        try:
            self.sock.settimeout(max(seconds, 0.001))
            if passed:
                fds = [one.fileno() for one in passed]
                socket.send_fds(self.sock, [pack(message)], fds)
            else:
                self.sock.sendall(pack(message))
        except OSError as error:
            raise KernelLost(GONE) from error
        except NotPlain as error:
            raise KernelLost(f"it was to be sent {error}") from None

    def receive(self, seconds: float) -> dict:
        """The next message, waited for until `seconds` have passed; raises KernelLost."""
        end = time.monotonic() + seconds
        self.received = 0

        def receive(size: int) -> bytes:
            left = end - time.monotonic()
            if left <= 0:  # a process that sends one byte after another does not answer either
                raise TimeoutError
            self.sock.settimeout(left)
            part = self.sock.recv(size)
            self.received += len(part)
            return part

        try:
            return read(receive)
        except TimeoutError:
            raise Silent(
                f"its process did not answer within {amount(round(seconds), 'second')}"
            ) from None
        except (EOFError, OSError):
            raise Silent(GONE) from None
        except Broken:
            raise KernelLost(NO_ANSWER) from None

    def close(self) -> None:
        """Hang up."""
        self.sock.close()
