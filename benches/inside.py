"""Requests answered in process by `bench-inside`: what they cost without their own making."""

import subprocess

from measure import TARGET, build, callgrind, per_operation

REQUESTS = 2000
PROGRAM = TARGET / "bench-inside"


def cases(table):
    """Builds the program and returns the names of a table's rows."""
    build("bench-inside")
    return subprocess.run([PROGRAM, table, "names"], capture_output=True, text=True, check=True).stdout.splitlines()


def cost(table, name):
    """Instructions and allocations of one request."""
    allocations = []

    def instructions(case):
        def run(count):
            counted, said = callgrind([PROGRAM, table, case, str(count)])
            allocations.append(float(said))
            return counted

        return per_operation(REQUESTS, run)

    whole, making = instructions(name), instructions(name + "/nothing")
    return whole - making, round(allocations[0] - allocations[-1], 2)
