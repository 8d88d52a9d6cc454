"""Pipeline: the filters of api-paste.ini around an application that does nothing, in process, filter by filter."""

from inside import cases, cost


def table(_):
    """What each filter adds to those before it, on the way in and out together; the rows with a log add to all of them."""
    rows, before, whole = [], (0, 0), None
    for name in cases("pipeline"):
        found = cost("pipeline", name)
        if name == "a log that leaves the access line out":
            rows.append({"filter": "all of them", "instructions": before[0], "allocations": before[1]})
            whole = before
        instructions, allocations = (now - then for now, then in zip(found, whole or before))
        rows.append({"filter": name, "instructions": instructions, "allocations": round(allocations, 2)})
        before = found
    return rows
