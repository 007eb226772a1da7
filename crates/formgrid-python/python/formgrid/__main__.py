"""The command: `python -m formgrid` is what `formgrid` is."""

import signal
import sys

from . import _native
from .options import worker_command


def main() -> None:
    """Does what the arguments say, and exits with the command's code."""
    # The command handles interrupts itself.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_native.command(worker_command(), sys.argv[1:]))


if __name__ == "__main__":
    main()
