"""Dispatch: lookup, microversion, body key, extraction and the call of an action, in process, by kind of action."""

from inside import cases, cost


def table(only):
    """What is left when the making of the request is taken off."""
    rows = []
    for name in cases("dispatch"):
        if not only or any(word in name for word in only):
            instructions, allocations = cost("dispatch", name)
            rows.append({"kind of action": name, "instructions": instructions, "allocations": allocations})
    return rows
