"""Requests as they come in, piece by piece: half of one never makes the zygote wait."""

import io
import socket

from autograder.sandbox.inside.wire import HEADER, Broken, read

PIECE = 2**16
LARGEST = 2**20  # bytes of a request: it holds limits and names, no files


class Inbox:
    """What has come over a socket and is not yet read: bytes, and the sockets passed with them."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        sock.setblocking(False)
        self.bytes = b""
        self.passed: list[socket.socket] = []

    def receive(self) -> None:
        """Take what is there; raises EOFError at the end, OSError, Broken for too much."""
        data, fds, _, _ = socket.recv_fds(self.sock, PIECE, 1)
        self.passed += [socket.socket(fileno=fd) for fd in fds]
        self.bytes += data
        if not data:
            raise EOFError("the other side has gone")
        if len(self.bytes) > LARGEST:
            raise Broken("a request of too many bytes")

    def request(self) -> dict | None:
        """The next whole request; None if there is none yet. Raises Broken."""
        if len(self.bytes) < HEADER.size:
            return None
        size = HEADER.size + HEADER.unpack(self.bytes[: HEADER.size])[0]
        if size > LARGEST:
            raise Broken(f"a request of {size} bytes")
        if len(self.bytes) < size:
            return None
        message = read(io.BytesIO(self.bytes[:size]).read)
        self.bytes = self.bytes[size:]
        return message

    def socket(self) -> socket.socket:
        """The socket that came with a request; raises Broken where none did."""
        if not self.passed:
            raise Broken("a request without its socket")
        return self.passed.pop(0)

    def close(self) -> None:
        """Close the socket, and those that nobody has taken."""
        for sock in [self.sock, *self.passed]:
            sock.close()
