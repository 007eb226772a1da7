"""The command: `python -m formgrid` is equivalent to `formgrid`."""

import signal
import sys

from . import _native
from .options import worker_command


def main() -> None:
    """Runs the command and exits with its code."""
    # The command handles interrupts itself.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_native.command(worker_command(), sys.argv[1:]))


if __name__ == "__main__":
    main()
