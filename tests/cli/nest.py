"""A process that has imported the commands and hatches one for each that is asked for.

An import of them costs seconds of a processor, a fork nothing. What hatches is a process of its own: it has the
environment, the folder and the outputs it is given, runs `python -m app` from its `main()` on, and ends as a program
ends. Each line read is an order; each line written is a return code.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import sys
import threading
from typing import Any

from app.__main__ import main
from tests.proofs import crashing  # noqa: F401  # reads the whole app


def become(order: dict[str, Any]) -> None:
    """In the hatched process: be what was ordered."""
    os.environ.clear()
    os.environ.update(order["environment"])
    for number, name in ((0, os.devnull), (1, order["out"]), (2, order["err"])):
        opened = os.open(name, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, number)
        os.close(opened)
    sys.argv = ["bazaar", *order["words"]]


def hatched() -> bool:
    """Hatch what is ordered until nothing more is; true in each process that was hatched."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            become(json.loads(line))
            return True
        _child, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)
    return False


def live() -> int:
    """In the hatched process: run the program to its end, and say how it ended."""
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


if __name__ == "__main__":
    gc.freeze()
    if hatched():
        code = live()
        threading._shutdown()  # type: ignore[attr-defined]  # as an interpreter ends, but for taking itself to pieces,
        atexit._run_exitfuncs()  # which takes half a second where all modules are read
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
