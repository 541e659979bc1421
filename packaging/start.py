"""What the one-folder executable starts with (see perfeval.spec).

A frozen program is its own ``sys.executable``: worker processes and the readers that run in a process of their own
(``python -m perfeval.read.binary …``) come back here, and are sent where ``python`` would have sent them.
"""

from __future__ import annotations

import multiprocessing
import runpy
import sys


def main() -> None:
    """Worker of multiprocessing, module of ours, or the command line."""
    multiprocessing.freeze_support()
    if len(sys.argv) > 2 and sys.argv[1] == "-m" and sys.argv[2].startswith("perfeval."):
        module = sys.argv[2]
        del sys.argv[1:3]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        return
    from perfeval.cli import main as command_line

    command_line()


if __name__ == "__main__":
    main()
