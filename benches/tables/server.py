"""The whole server over loopback: starmap, raw hyper and the peers."""

import subprocess
import sys

from measure import TARGET, build, callgrind, per_operation

REQUESTS = 64 * 16
WORKLOADS = ["show", "version", "create", "404"]


def table(only):
    """The whole server over loopback, 64 connections, one thread."""
    build("bench-server")
    server = TARGET / "bench-server"
    known = subprocess.run([server], capture_output=True, text=True).stderr.split("there are ")[1].strip().split(", ")
    rows = []
    for contestant in only or known:
        row = {"server": contestant}
        for workload in WORKLOADS:
            row[workload] = per_operation(REQUESTS, lambda count: serve_under_callgrind([server, contestant], workload, count))
        rows.append(row)
        print(row, file=sys.stderr)
    floors = {row["server"]: row for row in rows}
    for row in rows:
        floor = floors.get("hyper-headers" if row["server"] == "starmap-filters" else "hyper")
        if floor:
            row["floor"] = floor["server"]
            for workload in WORKLOADS:
                row[f"{workload} ratio"] = round(row[workload] / floor[workload], 2)
    return rows


def serve_under_callgrind(command, workload, count):
    def load(process):
        port = process.stdout.readline().strip()
        subprocess.run([TARGET / "bench-load", port, workload, str(count)], check=True)

    return callgrind(command, load)[0]
