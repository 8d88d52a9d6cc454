"""What the tables share: building, counting instructions, and a server's CPU time and memory.

Instructions are counted by callgrind in user space: two runs, of N and of 2N operations, and their difference divided by N, so
that nothing counts that happens once. Times are not to be trusted on a shared machine; only ratios within a round are printed.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE / "target" / "release"


def build(package):
    subprocess.run(["cargo", "build", "--release", "--quiet", "-j1", "-p", package], cwd=HERE, check=True)


def callgrind(command, during=None):
    """Runs a command under callgrind; returns its instructions and what `during`, which may talk to it, returned."""
    with tempfile.NamedTemporaryFile(prefix="callgrind.") as out:
        wrapped = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}", *command]
        process = subprocess.Popen(wrapped, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            answer = during(process) if during else process.stdout.read()
        finally:
            if during:
                process.terminate()
            _, log = process.communicate(timeout=600)
        collected = re.search(r"Collected : (\d+)", log)
        if not collected or (process.returncode and not during):
            sys.exit(f"{' '.join(map(str, command))} failed:\n{log}")
        return int(collected.group(1)), answer


def per_operation(count, run):
    """The instructions of one operation: `run(operations)` is called for N and for 2N."""
    return round((run(2 * count) - run(count)) / count)
