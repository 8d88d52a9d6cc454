"""Build cost: a crate with N routes, its dependencies built already, by contestant and size.

User CPU seconds, since the wall's are the machine's load; the best of some rounds, since what else runs only adds. Each round
starts without incremental results of the crate; `again` is after one function that actions call has changed. Where seconds are too few
to tell one from the other, the instructions of a check tell: they are the same in each run.
"""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

from build.sources import CONTESTANTS

HERE = Path(__file__).resolve().parent.parent

CRATES = HERE / "target" / "build"
# Routes, and the controllers that share them.
SIZES = [(10, 2), (100, 20), (1000, 200), (2000, 300)]
ROUNDS = int(os.environ.get("ROUNDS", "3"))


def table(only):
    """`only` names contestants, numbers of routes, or both."""
    names = [name for name in CONTESTANTS if name in only] or list(CONTESTANTS)
    sizes = [size for size in SIZES if str(size[0]) in only] or SIZES
    write_crates(names, sizes)
    rows = []
    for routes, controllers in sizes:
        for name in names:
            row = {"crate": f"{name}, {routes:,} routes"}
            for command in ("check", "build"):
                fresh, again = measure(f"{name}-{routes}", command)
                row[f"cargo {command}"] = fresh
                row[f"{command} again"] = again
            row["instructions of a check, million"] = count(f"{name}-{routes}")
            rows.append(row)
            print(row, file=sys.stderr)
    return rows


def write_crates(names, sizes):
    """One workspace, so that all have the same lock file and dependencies are built once."""
    members = []
    for name in names:
        for routes, controllers in sizes:
            manifest, source = CONTESTANTS[name](routes, controllers)
            crate = CRATES / f"{name}-{routes}"
            (crate / "src").mkdir(parents=True, exist_ok=True)
            head = f'[package]\nname = "{name}-{routes}"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n'
            (crate / "Cargo.toml").write_text(head + manifest)
            (crate / "src" / "main.rs").write_text(source)
            members.append(crate.name)
    listed = ", ".join(f'"{member}"' for member in members)
    (CRATES / "Cargo.toml").write_text(f'[workspace]\nresolver = "3"\nmembers = [{listed}]\n')
    shutil.copy(HERE / "Cargo.lock", CRATES / "Cargo.lock")


def measure(crate, command):
    """The best user CPU seconds from scratch, and after a change of one action."""
    source = CRATES / crate / "src" / "main.rs"
    text = source.read_text()
    cargo(crate, command)
    fresh, again = [], []
    for round in range(ROUNDS):
        forget(crate)
        source.write_text(f"// {round}\n{text}")
        fresh.append(cargo(crate, command))
        # `Item::new`, which actions of every contestant call.
        changed = text.replace("size: 0", f"size: {round + 1}")
        source.write_text(f"// {round}\n{changed}")
        again.append(cargo(crate, command))
    source.write_text(text)
    return min(fresh), min(again)


def count(crate):
    """The instructions of rustc, in millions, that checks the crate without incremental results."""
    forget(crate)
    (CRATES / crate / "src" / "main.rs").touch()
    counted = CRATES / "target" / "instructions"
    counted.unlink(missing_ok=True)
    wrapper = str(HERE / "build" / "count")
    cargo(crate, "check", RUSTC_WORKSPACE_WRAPPER=wrapper, STARMAP_COUNT_CRATE=crate.replace("-", "_"), STARMAP_COUNT_FILE=str(counted))
    return round(int(counted.read_text()) / 1e6)


def forget(crate):
    """Removes the incremental results of the crate."""
    for left in (CRATES / "target" / "debug" / "incremental").glob(crate.replace("-", "_") + "-*"):
        shutil.rmtree(left)


def cargo(crate, command, **environment):
    """Runs cargo and returns the user CPU seconds of all that it started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    arguments = ["cargo", command, "--quiet", "-j2", "-p", crate]
    run = subprocess.run(arguments, cwd=CRATES, env={**os.environ, **environment}, stderr=subprocess.PIPE, text=True)
    if run.returncode:
        sys.exit(f"cargo {command} -p {crate} failed:\n{run.stderr[-4000:]}")
    return round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, 2)
