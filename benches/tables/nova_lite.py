"""nova-lite itself: beside Nova, how fast and how large it is, and what a growing cloud changes.

    benches/run nova-lite [nova|hyper|start|growth...]

Nova's figures are of Nova 34.0.0 under uwsgi with SQLite, 4 servers and 6 flavors, `wrk -c4`, without a Keystone round trip,
as CPU time a request, user and kernel, on the kind of machine that these tables were made on. nova-lite is asked the same: over
4 connections that always have a request waiting each, by bench-load, and with the access line on, as it is by default.
"""

import http.client
import json
import os
import socket
import sqlite3
import statistics
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path

from measure import HERE, ask, build, callgrind, cpu_milliseconds, cpu_seconds, per_operation, resident_mib
from tables.server import SERVER, load

ROOT = HERE.parent
NOVA_LITE = ROOT / "target" / "release" / "nova-lite"
HEADERS = {"X-Auth-Token": "admin", "Content-Type": "application/json"}

# CPU milliseconds a request of Nova.
NOVA = {
    "GET /v2.1/": 4.74,
    "GET /v2.1/servers": 56.6,
    "GET /v2.1/servers/detail": 95.9,
    "GET /v2.1/flavors": 17.7,
    "GET /v2.1/nothing/here": 2.34,
}
# What hyper can say too: its answers cost what their bytes cost.
FIXED = ["GET /v2.1/", "GET /v2.1/nothing/here"]
CONNECTIONS = 4
REQUESTS = 20_000
ROUNDS = 5
SIZES = [1_000, 100_000]
# How many servers a filter finds, however many there are.
RARE = 10


def table(only):
    subprocess.run(["cargo", "build", "--release", "--quiet", "-j1", "-p", "nova-lite"], cwd=ROOT, check=True)
    build("bench-server")
    parts = {"nova": beside_nova, "hyper": beside_hyper, "start": start_and_memory, "growth": growth}
    with tempfile.TemporaryDirectory() as directory:
        tables = {}
        for name, part in parts.items():
            if not only or name in only:
                tables |= part(Path(directory))
        return tables


# ---------------------------------------------------------------------------------------------------------------- a server


@contextmanager
def served(database, level="info"):
    """A running nova-lite with one worker: its process and port. Its log, with the access line or without, goes nowhere."""
    os.environ["RUST_LOG"] = level
    with running(command(database)) as (process, port):
        yield process, port


@contextmanager
def running(command):
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process, port_of(process)
    finally:
        process.terminate()
        process.wait(60)


def command(database):
    file = database.with_suffix(".conf")
    # A file of configuration means Keystone, unless it says otherwise.
    file.write_text("[DEFAULT]\nosapi_compute_workers = 1\n[api]\nauth_strategy = noauth2\n")
    return [NOVA_LITE, "--config-file", file, "--listen", "127.0.0.1:0", "--database", database]


def call(port, method, target, body=None):
    """One request; returns its JSON."""
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=120)
    connection.request(method, target, body and json.dumps(body), HEADERS)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status >= 300:
        raise SystemExit(f"{method} {target} is answered with {answer.status}: {text.decode()}")
    return json.loads(text) if text else None


def new_server(port):
    """The body of a request for a server."""
    image = call(port, "GET", "/v2.1/images")["images"][0]["id"]
    return {"server": {"name": "web", "imageRef": image, "flavorRef": "1"}}


def create(port, count):
    """Servers that are up."""
    body = new_server(port)
    ids = [call(port, "POST", "/v2.1/servers", body)["server"]["id"] for _ in range(count)]
    while any(call(port, "GET", f"/v2.1/servers/{id}")["server"]["status"] != "ACTIVE" for id in ids):
        time.sleep(0.05)
    return ids


# -------------------------------------------------------------------------------------------------------------- beside Nova


def beside_nova(directory):
    rows = []
    with served(directory / "nova.sqlite3") as (process, port):
        flavor = {"name": "sixth", "ram": 64, "vcpus": 1, "disk": 1}
        call(port, "POST", "/v2.1/flavors", {"flavor": flavor})
        create(port, 4)
        for request, nova in NOVA.items():
            own = statistics.median(microseconds(process, port, request) for _ in range(ROUNDS))
            row = {"request": request, "Nova, CPU ms": nova, "nova-lite, CPU µs": round(own, 1)}
            rows.append(row | {"requests a CPU second, to Nova's": round(nova * 1000 / own)})
    return {"Beside Nova": rows}


def microseconds(process, port, request):
    """The CPU time of one of many requests."""
    target, status = request.removeprefix("GET "), 404 if "nothing" in request else 200
    before = cpu_seconds(process)
    load(port, REQUESTS, connections=CONNECTIONS, target=target, status=status)
    return (cpu_seconds(process) - before) / REQUESTS * 1e6


# ------------------------------------------------------------------------------------------------------------- beside hyper


def beside_hyper(directory):
    """CPU time to that of hyper giving the same bytes, in rounds that take turns; hyper writes no access line."""
    rows = []
    with ExitStack() as stack:
        servers = {
            "nova-lite": served(directory / "quiet.sqlite3", "warn"),
            "nova-lite with the access line": served(directory / "loud.sqlite3"),
        }
        servers = {name: stack.enter_context(server) for name, server in servers.items()}
        for request in FIXED:
            answer = directory / "answer"
            answer.write_bytes(whole_answer(servers["nova-lite"][1], request))
            with running([SERVER, "hyper-same", answer]) as hyper:
                rounds = [
                    {name: microseconds(*server, request) for name, server in [("hyper", hyper), *servers.items()]}
                    for _ in range(ROUNDS)
                ]
            row = {"request": request, "bytes": answer.stat().st_size}
            row["hyper, CPU µs"] = round(statistics.median(each["hyper"] for each in rounds), 1)
            for name in servers:
                row[f"{name}, ratio"] = round(statistics.median(each[name] / each["hyper"] for each in rounds), 2)
            rows.append(row)
    return {"Beside hyper giving the same bytes": rows}


def whole_answer(port, request):
    """An answer as it comes over the connection, which is kept: with the headers that every answer has."""
    target = request.removeprefix("GET ")
    with socket.create_connection(("127.0.0.1", int(port)), timeout=60) as connection:
        # What bench-load sends too.
        headers = "User-Agent: openstacksdk/4.0.0\r\nAccept: application/json\r\nX-Auth-Token: admin\r\n"
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode())
        answer = b""
        while b"\r\n\r\n" not in answer or len(answer) < whole_length(answer):
            answer += connection.recv(65536)
        return answer


def whole_length(answer):
    head, _, _ = answer.partition(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length: "))
    return len(head) + 4 + int(length.removeprefix(b"content-length: "))


def instructions(program, count=256, **options):
    def run(requests):
        return callgrind(program, lambda process: ask(port_of(process), requests, **options))[0]

    return per_operation(count, run)


def port_of(process):
    """The port a server has announced, with or without its address."""
    return process.stdout.readline().rsplit(":", 1)[-1].strip()


# ---------------------------------------------------------------------------------------------------------- start and memory


def start_and_memory(directory):
    rows = []
    fresh = directory / "fresh.sqlite3"
    for name, database, again in [("a new database", fresh, True), ("the same again", fresh, False)]:
        moments = [first_answer(database, again) for _ in range(11)]
        rows.append({"with": name} | summary(moments))
    large = grown(directory, SIZES[-1])
    rows.append({"with": f"{SIZES[-1]:,} servers"} | summary([first_answer(large, False) for _ in range(11)]))
    return {"Start and memory": rows}


def summary(moments):
    columns = ["first answer, ms", "CPU ms until then", "idle, MiB resident", "after a page of 1,000 in full, MiB resident"]
    return {name: round(statistics.median(column), 1) for name, column in zip(columns, zip(*moments))}


def first_answer(database, new):
    """Milliseconds from exec to the first answer, CPU milliseconds until then, and MiB resident when idle and after a page."""
    if new:
        for file in database.parent.glob(database.name + "*"):
            file.unlink()
    started = time.monotonic()
    with served(database) as (process, port):
        call(port, "GET", "/")
        took = time.monotonic() - started
        cpu = cpu_milliseconds(process)
        time.sleep(0.3)
        idle = resident_mib(process)
        call(port, "GET", "/v2.1/servers/detail")
        return took * 1000, cpu, idle, resident_mib(process)


# -------------------------------------------------------------------------------------------------------------------- growth


def growth(directory):
    """Instructions a request in a small and in a large cloud; each filter finds as many servers in both."""
    rows = {}
    for size in SIZES:
        database = grown(directory, size)
        # The access line does not grow with a cloud.
        os.environ["RUST_LOG"] = "warn"
        for name, options in questions(size).items():
            row = rows.setdefault(name, {"request": name})
            row[f"{size:,} servers"] = instructions(command(database), count=8, **options)
    for row in rows.values():
        row["ratio"] = round(row[f"{SIZES[1]:,} servers"] / row[f"{SIZES[0]:,} servers"], 2)
    return {"Growth": list(rows.values())}


def questions(size):
    def servers(query):
        return {"target": f"/v2.1/servers{query}"}

    marker = server_id(size // 2)
    return {
        "show": servers(f"/{server_id(size // 2)}"),
        "first page of 20": servers("?limit=20"),
        "page of 20 after a marker in the middle": servers(f"?limit=20&marker={marker}"),
        "page of 20 in full": servers(f"/detail?limit=20&marker={marker}"),
        "page of 200 in full": servers("/detail?limit=200"),
        "page of 20 of every project": servers(f"?limit=20&all_tenants=1&marker={marker}"),
        "page of 20 by name": servers("?limit=20&sort_key=display_name&sort_dir=asc"),
        "status=ACTIVE, limit=20": servers("?limit=20&status=ACTIVE"),
        "status=ERROR": servers("?status=ERROR"),
        "status=ERROR of every project": servers("?status=ERROR&all_tenants=1"),
        "name=needle": servers("?name=needle"),
        "name=^needle-3$": servers("?name=%5Eneedle-3%24"),
        "flavor=2": servers("?flavor=2"),
        "image=": servers(f"?image={RARE_IMAGE}"),
        "host=": servers("?host=rare-host&all_tenants=1"),
        "tags=needle": {**servers("?tags=needle"), "headers": ["OpenStack-API-Version: compute 2.26"]},
        "changes-since": servers("?changes-since=2030-01-01T00:00:00Z"),
        "ip=": servers(f"?ip={address(size // 2)}"),
        "limits": {"target": "/v2.1/limits"},
        "hypervisors in full": {"target": "/v2.1/os-hypervisors/detail"},
        "create": {"target": "/v2.1/servers", "method": "POST", "status": 202, "body": json.dumps(NEW_SERVER)},
    }


RARE_IMAGE = "11111111-2222-4333-8444-555555555555"
NEW_SERVER = {"server": {"name": "new", "imageRef": "", "flavorRef": "1"}}


def server_id(number):
    return f"00000000-0000-4000-8000-{number:012x}"


def address(number):
    return f"10.{100 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"


def grown(directory, size):
    """A database with so many servers, each with a port: one made over the API, copied in SQL."""
    database = directory / f"grown-{size}.sqlite3"
    if database.exists():
        return database
    with served(database) as (_, port):
        NEW_SERVER["server"]["imageRef"] = new_server(port)["server"]["imageRef"]
        for scope in ("instances", "cores", "ram"):
            call(port, "PUT", "/v2.1/os-quota-sets/admin", {"quota_set": {scope: -1, "force": True}})
        model = create(port, 1)[0]
    with sqlite3.connect(database) as rows:
        copy_server(rows, model, size)
        # Room for more: what the copies take is counted like everything else.
        rows.execute("UPDATE hypervisors SET vcpus = 10000000, memory_mb = 1000000000, local_gb = 1000000000")
    rows.close()
    return database


def copy_server(rows, model, size):
    names = [row[1] for row in rows.execute("PRAGMA table_info(servers)") if row[1] != "number"]
    rare = f"(n % {size // RARE} = 7)"
    values = {
        "id": "printf('00000000-0000-4000-8000-%012x', n)",
        "name": f"iif({rare}, 'needle-' || (n / {size // RARE}), 'web-' || n)",
        "vm_state": f"iif({rare}, 'error', vm_state)",
        "image_id": f"iif({rare}, '{RARE_IMAGE}', image_id)",
        "flavor_id": f"iif({rare}, '2', flavor_id)",
        "host": f"iif({rare}, 'rare-host', host)",
        "created_at": "created_at - 1000000 * n",
        "updated_at": f"iif({rare}, 2000000000000000, updated_at - 1000000 * n)",
    }
    count = f"WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {size})"
    chosen = ", ".join(values.get(name, name) for name in names)
    rows.execute(
        f"{count} INSERT INTO servers ({', '.join(names)}) SELECT {chosen} FROM servers, number WHERE id = ?", [model]
    )
    tagged = "INSERT INTO server_tags SELECT id, 'needle' FROM servers WHERE name LIKE 'needle-%'"
    rows.execute(tagged)
    rows.execute("INSERT INTO server_tags SELECT id, 'common' FROM servers WHERE name LIKE 'web-%'")
    copy_ports(rows, model, count)


def copy_ports(rows, model, count):
    names = [row[1] for row in rows.execute("PRAGMA table_info(ports)")]
    dotted = "'10.' || (100 + (n >> 16)) || '.' || (n >> 8 & 255) || '.' || (n & 255)"
    values = {
        "id": "printf('00000000-0000-4000-9000-%012x', n)",
        "server_id": "printf('00000000-0000-4000-8000-%012x', n)",
        "mac_address": "printf('fa:16:3e:%02x:%02x:%02x', n >> 16 & 255, n >> 8 & 255, n & 255)",
        "addresses": f"{dotted} || substr(addresses, instr(addresses, char(9)))",
    }
    chosen = ", ".join(values.get(name, name) for name in names)
    rows.execute(
        f"{count} INSERT INTO ports ({', '.join(names)}) SELECT {chosen} FROM ports, number WHERE server_id = ?", [model]
    )
    rows.execute(
        f"{count} INSERT INTO port_addresses SELECT network_id, {dotted}, printf('00000000-0000-4000-9000-%012x', n)"
        " FROM ports, number WHERE server_id = ?",
        [model],
    )
