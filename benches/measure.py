"""What the tables share: building, counting instructions, and a server's CPU time and memory.

Instructions are counted by callgrind in user space: two runs, of N and of 2N operations, and their difference divided by N, so
that nothing counts that happens once. Times are not to be trusted on a shared machine; only ratios within a round are printed.
"""

import http.client
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE / os.environ.get("CARGO_TARGET_DIR", "target") / "release"


def build(package):
    subprocess.run(["cargo", "build", "--release", "--quiet", "-j1", "-p", package], cwd=HERE, check=True)


def callgrind(command, during=None):
    """Runs a command under callgrind; returns its instructions and what `during`, which may talk to it, returned."""
    with tempfile.NamedTemporaryFile(prefix="callgrind.") as out:
        wrapped = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}", *command]
        process = subprocess.Popen(wrapped, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            answer = during(process) if during else None
        finally:
            if during:
                process.terminate()
            try:
                output, log = process.communicate(timeout=600)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        collected = re.search(r"Collected : (\d+)", log)
        if not collected or (process.returncode and not during):
            sys.exit(f"{' '.join(map(str, command))} failed:\n{log}")
        return int(collected.group(1)), answer if during else output


def per_operation(count, run):
    """The instructions of one operation: `run(operations)` is called for N and for 2N."""
    return round((run(2 * count) - run(count)) / count)


def cpu_seconds(process):
    """The CPU time a process has taken so far, user and kernel, its ended threads included."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cpu_milliseconds(process):
    """The same to a fraction of a millisecond, of the threads that live, for what is over in a few ticks of the clock."""
    threads = Path(f"/proc/{process.pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6


def resident_mib(process):
    """The memory a process has resident now."""
    kib = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text()).group(1)
    return round(int(kib) / 1024, 1)


def ask(port, requests, connections=4, method="GET", target="/", body=None, status=200, headers=()):
    """Sends requests one after the other over connections that take turns; exits on another answer than expected."""
    sent = {"X-Auth-Token": "admin", "Accept": "application/json", "User-Agent": "openstacksdk/4.0.0"}
    if body:
        sent["Content-Type"] = "application/json"
    sent.update(header.split(": ", 1) for header in headers)
    opened = [http.client.HTTPConnection("127.0.0.1", int(port), timeout=600) for _ in range(connections)]
    for number in range(requests):
        connection = opened[number % connections]
        connection.request(method, target, body, sent)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != status:
            sys.exit(f"{method} {target} is answered with {answer.status}: {text.decode()}")
