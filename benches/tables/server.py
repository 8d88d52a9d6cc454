"""The whole server over loopback: starmap, raw hyper and the peers, one thread each.

    benches/run server [instructions|protocols|time...] [CONTESTANT...]
"""

import os
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

from measure import HERE, TARGET, build, callgrind, cpu_seconds, per_operation, resident_mib

SERVER = TARGET / "bench-server"
REQUESTS = 64 * 16
ID = "83e2a10f-d02e-4300-8f85-9bbed3dff1dd"

# 300 bytes, as clients send them.
NEW_SERVER = (
    '{"server": {"name": "web-1", "imageRef": "70a599e0-31e7-49b7-b260-868f441e862b", "flavorRef": "1", '
    '"networks": [{"uuid": "ff608d40-75e9-48cb-b745-77bb55b5eaf2"}, {"uuid": "d7f65a6e-8a8e-4a3f-9d5e-6f4ad6b1a6a4"}], '
    '"metadata": {"role": "frontend of the shops o", "owner": "team-payments@example.org"}}}'
)
WORKLOADS = {
    "show": {
        "target": f"/v2.1/servers/{ID}",
        "begins": '{"server":{"id":"' + ID + '","name":"web-1","status":"ACTIVE","vcpus":2}}',
    },
    "version": {"target": "/v2.1/", "begins": '{"version": {"id": "v2.1", "status": "CURRENT", '},
    "create": {
        "method": "POST",
        "target": "/v2.1/servers",
        "body": NEW_SERVER,
        "status": 202,
        "begins": '{"server":{"id":"' + ID + '","name":"web-1","status":"BUILD","vcpus":4}}',
    },
    "404": {"target": "/v2.1/nothing/here", "status": 404},
}
# What each protocol is measured of; the plain contestants speak HTTP/2 too where their server does.
PROTOCOLS = {
    "HTTP/1.1 over TLS": ["hyper-tls", "starmap-tls", "poem-tls", "actix-web-tls", "dropshot-tls"],
    "HTTP/2": ["hyper-h2", "starmap", "axum", "poem", "actix-web-h2", "dropshot"],
}
TIMED = ["hyper", "hyper-headers", "starmap", "starmap-filters", "axum", "poem", "actix-web", "dropshot"]
PROCESSORS = sorted(os.sched_getaffinity(0))
ROUNDS = 9
# Requests a second of the open loop: far below what any of them can answer.
RATE = 1000


def table(only):
    assert len(NEW_SERVER) == 300
    build("bench-server")
    parts = {"instructions": instructions, "protocols": protocols, "time": beside_each_other}
    asked = [word for word in only if word in parts] or list(parts)
    contestants = [word for word in only if word not in parts]
    tables = {}
    for name in asked:
        tables |= parts[name](contestants)
    return tables


def known():
    """Those who speak HTTP/1.1 without TLS and take no file."""
    names = subprocess.run([SERVER], capture_output=True, text=True).stderr.split("there are ")[1].strip().split(", ")
    return [name for name in names if not name.endswith(("-tls", "-h2", "-same"))]


def load(port, requests, **options):
    """Sends requests with bench-load and returns what it printed. `headers` is a list; every other option is one value."""
    words = [TARGET / "bench-load", str(port), str(requests)]
    for name in options.pop("headers", []):
        words += ["--header", name]
    for name, value in options.items():
        words += ["--" + name, str(value)]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, words))} failed:\n{done.stderr}")
    return [float(word) for word in done.stdout.split()]


# ------------------------------------------------------------------------------------------------------------ instructions


def instructions(only):
    rows = []
    for contestant in only or known():
        row = {"server": contestant}
        for name, workload in WORKLOADS.items():
            row[name] = count([SERVER, contestant], **workload)
        rows.append(row)
        print(row, file=sys.stderr)
    floors = {row["server"]: row for row in rows}
    for row in rows:
        floor = floors.get("hyper-headers" if row["server"] == "starmap-filters" else "hyper")
        if floor:
            row["floor"] = floor["server"]
            for name in WORKLOADS:
                row[f"{name} ratio"] = round(row[name] / floor[name], 2)
    return {"Instructions a request": rows}


def count(command, **options):
    def run(requests):
        return callgrind(command, lambda process: load(port_of(process), requests, **options))[0]

    return per_operation(REQUESTS, run)


def port_of(process):
    return process.stdout.readline().strip()


# --------------------------------------------------------------------------------------------------------------- protocols


def protocols(only):
    """`show` over TLS and over HTTP/2, beside hyper speaking the same."""
    tables = {}
    for protocol, contestants in PROTOCOLS.items():
        rows = []
        for contestant in contestants:
            if only and contestant not in only:
                continue
            command, options = [SERVER, contestant], {"http": 2}
            if protocol != "HTTP/2":
                certificate, key = self_signed()
                command, options = [*command, certificate, key], {"tls": certificate}
            row = {"server": contestant, "show": count(command, **options, **WORKLOADS["show"])}
            rows.append(row)
            print(row, file=sys.stderr)
        for row in rows:
            row["ratio"] = round(row["show"] / rows[0]["show"], 2)
        tables[protocol] = rows
    return tables


def self_signed():
    """A certificate for this machine and its key."""
    certificate, key = HERE / "target" / "certificate.pem", HERE / "target" / "key.pem"
    if not certificate.exists():
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        command += ["-days", "3650", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
        command += ["-addext", "basicConstraints=critical,CA:FALSE", "-keyout", key, "-out", certificate]
        subprocess.run(command, check=True, capture_output=True)
    return certificate, key


# -------------------------------------------------------------------------------------------------------------------- time


def beside_each_other(only):
    """CPU time, requests a second and waiting times to hyper's in rounds that take turns, and the memory."""
    contestants = ["hyper"] + [name for name in only or TIMED if name != "hyper"]
    with ExitStack() as stack:
        servers = {name: stack.enter_context(pinned(name)) for name in contestants}
        idle = {name: resident_mib(process) for name, (process, _) in servers.items()}
        rounds = [one_round(servers) for _ in range(ROUNDS)]
        rows = []
        for name, (process, _) in servers.items():
            row = {"server": name, "MiB resident, new": idle[name], "after the load": resident_mib(process)}
            for what in rounds[0]["hyper"]:
                ratios = [each[name][what] / max(each["hyper"][what], 1e-9) for each in rounds]
                row[f"{what}, ratio"] = round(statistics.median(ratios), 2)
            rows.append(row)
    return {f"Beside hyper, the median of {ROUNDS} rounds": rows}


@contextmanager
def pinned(contestant):
    """A server on the first processor; the load, like this process, is on the last one. With WORKERS the server has that many, and
    no processor is anybody's."""
    first, last = (PROCESSORS, PROCESSORS) if "WORKERS" in os.environ else (PROCESSORS[:1], PROCESSORS[-1:])
    command = ["taskset", "-c", ",".join(map(str, first)), SERVER, contestant]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        port = port_of(process)
        os.sched_setaffinity(0, last)
        yield process, port
    finally:
        os.sched_setaffinity(0, PROCESSORS)
        process.terminate()
        process.wait(60)


def one_round(servers):
    found = {name: {} for name in servers}
    for name, (process, port) in servers.items():
        for workload in ("show", "create"):
            before = cpu_seconds(process)
            seconds = load(port, 20_000, **WORKLOADS[workload])[0]
            found[name][f"{workload}, CPU time"] = cpu_seconds(process) - before
            found[name][f"{workload}, requests a second"] = 1 / seconds
    for name, (_, port) in servers.items():
        waits = load(port, RATE, rate=RATE, **WORKLOADS["show"])
        found[name] |= dict(zip(("p50", "p99", "p99.9"), waits))
        time.sleep(0.05)
    return found
