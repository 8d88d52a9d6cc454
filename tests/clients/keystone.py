#!/usr/bin/env python3
"""A real Keystone on SQLite, for tests of the authtoken filter.

usage: keystone.py [--compute-url URL] [--token-seconds N]

Prints `listening on http://127.0.0.1:PORT/v3` once it answers, on a port the system chose, and runs until stdin
closes or it gets SIGTERM. Everything a test changes lives in a folder that is removed at the end: each start sees the
same users, all with the password `secret`:

    user    project  roles
    admin   admin    admin, manager, member, reader
    demo    demo     member, reader
    viewer  demo     reader
    norole  demo     other (a role that Nova's policies do not know)
    nova    service  admin, service (the account nova-lite checks tokens with)

The catalog holds `identity` and `compute` in region RegionOne; `--compute-url` says where compute is
(default http://127.0.0.1:8774/v2.1). A token lasts for `--token-seconds` (default 3600). Not for use outside tests: the passwords are written here.

The first start installs Keystone and bootstraps a database, about a minute; both are kept under target/ and a later start takes
three seconds.
"""
import argparse
import ctypes
import hashlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import environment

LOCK = 'requirements-keystone.lock'
PASSWORD = 'secret'
IDENTITY_URL = 'http://identity.invalid/v3'   # stands in the bootstrapped database until the port is known
COMPUTE_URL = 'http://compute.invalid/v2.1'
ACCOUNTS = [('demo', 'demo', ['member', 'reader']), ('viewer', 'demo', ['reader']), ('norole', 'demo', ['other']),
            ('nova', 'service', ['admin', 'service'])]
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 10
TOKEN_SECONDS = 3600
CONFIG = '''[DEFAULT]
use_stderr = true
[database]
connection = sqlite:///{state}/keystone.db
[token]
provider = fernet
expiration = {token_seconds}
[fernet_tokens]
key_repository = {state}/fernet
[fernet_receipts]
key_repository = {state}/fernet
[credential]
key_repository = {state}/credential
[cache]
enabled = false
[identity]
# The fewest that bcrypt knows: the passwords are no secret, and each login and each account would cost half a second.
password_hash_rounds = 4
'''


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--compute-url', default='http://127.0.0.1:8774/v2.1')
    parser.add_argument('--token-seconds', type=int, default=TOKEN_SECONDS)
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, end)
    python = environment.locked(LOCK)
    cached = bootstrapped(python)
    with tempfile.TemporaryDirectory(prefix='starmap-keystone-') as state:
        shutil.copytree(cached, state, dirs_exist_ok=True)
        with Server(python, state, args.token_seconds) as server:
            set_urls(state, server.url, args.compute_url)
            print('listening on %s' % server.url, flush=True)
            server.run_until_stdin_closes()


def end(*_):
    # A second signal must not cut short the cleaning up that the first one started.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(0)


def bootstrapped(python):
    """Returns the folder of a bootstrapped database and its keys, made on first use."""
    with open(__file__, 'rb') as f:
        key = hashlib.sha256(f.read() + python.encode()).hexdigest()[:12]
    path = os.path.join(environment.TARGET, 'keystone', key)
    if not os.path.isdir(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        state = tempfile.mkdtemp(prefix='bootstrap-', dir=os.path.dirname(path))
        try:
            bootstrap(python, state)
            # Renamed when it is whole, so that an interrupted start leaves nothing that looks finished.
            os.rename(state, path)
        finally:
            shutil.rmtree(state, ignore_errors=True)
    return path


def bootstrap(python, state):
    print('bootstrapping keystone', file=sys.stderr, flush=True)
    for folder in ('fernet', 'credential'):
        os.mkdir(os.path.join(state, folder), 0o700)
    # keystone-manage drops to this account before it writes keys; here nobody changes account.
    account = ['--keystone-user', str(os.getuid()), '--keystone-group', str(os.getgid())]
    manage(python, state, 'db_sync')
    manage(python, state, 'fernet_setup', *account)
    manage(python, state, 'credential_setup', *account)
    urls = [word for kind in ('admin', 'public', 'internal')
            for word in ('--bootstrap-%s-url' % kind, IDENTITY_URL)]
    manage(python, state, 'bootstrap', '--bootstrap-password', PASSWORD, '--bootstrap-region-id', 'RegionOne', *urls)
    with Server(python, state) as server:
        populate(server.url)


def manage(python, state, *words):
    command = [os.path.join(os.path.dirname(python), 'keystone-manage'), '--config-file', config_file(state), *words]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        sys.exit('keystone-manage %s failed:\n%s' % (words[0], done.stdout[-4000:]))


def config_file(state, token_seconds=TOKEN_SECONDS):
    path = os.path.join(state, 'keystone.conf')
    with open(path, 'w') as f:
        f.write(CONFIG.format(state=state, token_seconds=token_seconds))
    return path


def populate(url):
    """Makes the accounts and the compute service through the API."""
    api = Api(url)
    roles = {role['name']: role['id'] for role in api.call('GET', '/roles')['roles']}
    roles['other'] = api.create('role', name='other')
    projects = {name: api.create('project', name=name, domain_id='default') for name in ('demo', 'service')}
    for name, project, names in ACCOUNTS:
        user = api.create('user', name=name, domain_id='default', password=PASSWORD,
                          default_project_id=projects[project])
        for role in names:
            api.call('PUT', '/projects/%s/users/%s/roles/%s' % (projects[project], user, roles[role]))
    service = api.create('service', name='nova', type='compute')
    for interface in ('public', 'internal', 'admin'):
        api.create('endpoint', service_id=service, interface=interface, region_id='RegionOne', url=COMPUTE_URL)


def set_urls(state, identity_url, compute_url):
    """Writes into the catalog where this start's services are."""
    database = sqlite3.connect(os.path.join(state, 'keystone.db'))
    with database:
        for old, new in ((IDENTITY_URL, identity_url), (COMPUTE_URL, compute_url)):
            database.execute('UPDATE endpoint SET url = ? WHERE url = ?', (new, old))
    database.close()


class Api:
    """The identity API, as its administrator."""

    def __init__(self, url):
        self.url = url
        user = {'name': 'admin', 'domain': {'id': 'default'}, 'password': PASSWORD}
        scope = {'project': {'name': 'admin', 'domain': {'id': 'default'}}}
        identity = {'methods': ['password'], 'password': {'user': user}}
        with self.send('POST', '/auth/tokens', {'auth': {'identity': identity, 'scope': scope}}) as answer:
            self.token = answer.headers['X-Subject-Token']

    def create(self, kind, **fields):
        return self.call('POST', '/%ss' % kind, {kind: fields})[kind]['id']

    def call(self, method, path, body=None):
        with self.send(method, path, body, {'X-Auth-Token': self.token}) as answer:
            text = answer.read()
            return json.loads(text) if text else None

    def send(self, method, path, body=None, headers=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {'Content-Type': 'application/json', **(headers or {})}
        try:
            return urllib.request.urlopen(urllib.request.Request(self.url + path, data, headers, method=method))
        except urllib.error.HTTPError as e:
            sys.exit('keystone answered %s %s with %d: %s' % (method, path, e.code, e.read()[:500]))


class Server:
    """uWSGI with Keystone in it, from `with` to the end of the block."""

    def __init__(self, python, state, token_seconds=TOKEN_SECONDS):
        command = [
            os.path.join(os.path.dirname(python), 'uwsgi'), '--http-socket', '127.0.0.1:0',
            '--module', 'keystone.wsgi.api:application', '--virtualenv', os.path.dirname(os.path.dirname(python)),
            '--master', '--no-orphans', '--die-on-term', '--processes', '2', '--lazy-apps', '--enable-threads',
            '--buffer-size', '65535',
            # uWSGI's own HTTP socket closes after each answer without saying so; clients that reuse the
            # connection for a POST would see it reset.
            '--add-header', 'Connection: close',
        ]
        env = dict(os.environ, OS_KEYSTONE_CONFIG_FILES=config_file(state, token_seconds))
        self.log = []
        self.port = None
        self.process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True, preexec_fn=die_with_parent)
        threading.Thread(target=self.read_log, daemon=True).start()

    def __enter__(self):
        try:
            deadline = time.monotonic() + START_TIMEOUT_S
            while not self.answers():
                if self.process.poll() is not None or time.monotonic() > deadline:
                    sys.exit('keystone did not start:\n' + ''.join(self.log[-40:]))
                time.sleep(0.1)
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def url(self):
        return 'http://127.0.0.1:%d/v3' % self.port

    def read_log(self):
        for line in self.process.stdout:
            self.log = self.log[-200:] + [line]
            bound = re.search(r'bound to TCP address 127\.0\.0\.1:(\d+)', line)
            if bound:
                self.port = int(bound.group(1))

    def answers(self):
        try:
            return self.port is not None and urllib.request.urlopen(self.url, timeout=5).status == 200
        except OSError:
            return False

    def run_until_stdin_closes(self):
        def watch():
            while os.read(0, 4096):   # not sys.stdin: its lock would be held when the interpreter ends
                pass
            os.kill(os.getpid(), signal.SIGTERM)
        threading.Thread(target=watch, daemon=True).start()
        code = self.process.wait()
        sys.exit('keystone ended by itself with code %d:\n%s' % (code, ''.join(self.log[-40:])))

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def die_with_parent():
    """Asks Linux to end uWSGI when this process is killed without a chance to clean up."""
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


if __name__ == '__main__':
    main()
