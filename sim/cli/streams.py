"""Standard output and error as a command line needs them: never an encoding error, never a complaint about a closed pipe."""

import io
import sys
from typing import Any


class _Pipe(io.FileIO):
    """A stream whose reader may go away: `arrears scenarios list | head -1`. What nobody reads is dropped."""

    def write(self, data: Any) -> int:
        """Write; a command whose reader has left does its work to the end and leaves with its own status."""
        try:
            return super().write(data) or 0
        except BrokenPipeError:
            return len(data)


def settle_streams() -> None:
    """Let output go to a pipe that is closed, and write what an encoding lacks as escapes.

    Streams that a caller has put in place of the process's own keep their place.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
        buffer = getattr(stream, "buffer", None)  # of an unbuffered stream, the file itself
        if isinstance(getattr(buffer, "raw", buffer), io.FileIO):
            stream.flush()
            setattr(sys, name, _patient(stream))


def _patient(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """The same stream over a pipe whose reader may go away."""
    pipe = io.BufferedWriter(_Pipe(stream.fileno(), "wb", closefd=False))
    return io.TextIOWrapper(
        pipe, stream.encoding, "backslashreplace", line_buffering=stream.line_buffering, write_through=stream.write_through
    )  # fmt: skip
