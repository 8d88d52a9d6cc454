"""The servers that clients are run against: nova-lite and a real Keystone, from `with` to the end of the block.

Not for running anything by itself: `run` here and in tests/tempest do.
"""
import os
import socket
import sys

from child import Child

HERE = os.path.dirname(os.path.abspath(__file__))
NOAUTH = '''[api]
auth_strategy = noauth2
'''
KEYSTONE = '''[api]
auth_strategy = keystone
[keystone_authtoken]
auth_url = {identity}
auth_type = password
username = nova
password = secret
project_name = service
user_domain_id = default
project_domain_id = default
'''


def keystone(*words):
    """A Keystone with the accounts of keystone.py; `words` are its arguments."""
    return Child([sys.executable, os.path.join(HERE, 'keystone.py'), *words])


def free_port():
    """A port that was free a moment ago, for who has to be told a URL before its server starts."""
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def nova_lite(server, temp, config, listen='127.0.0.1:0'):
    path = os.path.join(temp, 'nova.conf')
    with open(path, 'w') as f:
        f.write(config)
    database = 'sqlite:///' + os.path.join(temp, 'nova.sqlite3')
    return Child([server, '--listen', listen, '--database', database, '--config-file', path])
