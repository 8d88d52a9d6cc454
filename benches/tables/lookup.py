"""Lookup: the route tables in starmap's mapper, the peers' routers and a generated match."""

import subprocess
import sys

from measure import TARGET, build, callgrind

LOOKUPS = [(table, kind) for table in ("nova", "github") for kind in ("hit", "static", "deep", "miss", "mna")]
LOOKUPS += [(count, "hit") for count in ("10", "100", "1000", "10000")]


def table(only):
    """A lookup with its check of the method and its parameters read, without the loop around it."""
    build("bench-lookup")
    program = TARGET / "bench-lookup"
    names = subprocess.run([program, "names"], capture_output=True, text=True, check=True).stdout.splitlines()
    rows = {name: {"router": name} for name in names}
    loops = {}
    for name in names:
        if only and name not in [*only, "loop"]:
            continue
        # actix-router tries one template after the other: 10,000 of them would take as long as all the rest.
        lookups = LOOKUPS if name != "actix-router" else [lookup for lookup in LOOKUPS if lookup[1] == "hit"][:-1]
        for table, kind in lookups:
            subprocess.run([program, "check", name, table, kind], check=True)
            counted = count_lookups([program, "count", name, table, kind])
            if counted is None:
                continue
            instructions, allocations = counted
            if name == "loop":
                loops[table, kind] = instructions
                continue
            rows[name][f"{table} {kind}"] = round(instructions - loops[table, kind])
            if (table, kind) == ("nova", "hit"):
                rows[name]["nova hit, allocations"] = allocations
        print(rows[name], file=sys.stderr)
    del rows["loop"]
    for line in subprocess.run([program, "time", "nova", "hit"], capture_output=True, text=True, check=True).stdout.splitlines():
        name, share = line.split("\t")
        if name in rows:
            rows[name]["nova hit, time to matchit's"] = float(share)
    return [row for row in rows.values() if len(row) > 1]


def count_lookups(command):
    """The instructions and allocations of a lookup; `None` where the router does not take the table."""
    rounds = 1 if "actix-router" in command else 10
    once, answer = callgrind([*command, str(rounds)])
    if not answer:
        return None
    twice, _ = callgrind([*command, str(2 * rounds)])
    paths, allocations = answer.split()
    return (twice - once) / (rounds * int(paths)), float(allocations)
