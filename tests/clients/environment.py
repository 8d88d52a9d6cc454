"""Virtual environments under target/, each made once for one lock file.

The lock's hash stands in the folder's name: a changed lock makes a new environment, an unchanged one costs nothing.
Not for running anything: callers start the interpreter whose path they get.
"""
import hashlib
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = os.environ.get('CARGO_TARGET_DIR') or os.path.join(HERE, '..', '..', 'target')
TARGET = os.path.abspath(TARGET)


def locked(lock):
    """Returns the interpreter of an environment that holds exactly what the lock file, of this folder or absolute, names."""
    with open(os.path.join(HERE, lock), 'rb') as f:
        text = f.read()
    # An environment is bound to the interpreter that made it, so its version is part of the name.
    key = hashlib.sha256(text + sys.version.encode()).hexdigest()[:12]
    name = '%s-%s' % (os.path.splitext(os.path.basename(lock))[0], key)
    return _make(name, ['--require-hashes', '-r', os.path.join(HERE, lock)])


def newest(names):
    """Returns the interpreter of a new environment with the newest published versions of the packages."""
    path = os.path.join(TARGET, 'venv', 'newest')
    shutil.rmtree(path, ignore_errors=True)
    return _make('newest', ['--upgrade', *names])


def _make(name, what):
    path = os.path.join(TARGET, 'venv', name)
    python = os.path.join(path, 'bin', 'python')
    done = os.path.join(path, 'complete')
    if os.path.exists(done):
        return python
    shutil.rmtree(path, ignore_errors=True)
    print('installing %s' % name, file=sys.stderr, flush=True)
    subprocess.run([sys.executable, '-m', 'venv', path], check=True)
    # pip keeps what it compiled by Python version; uWSGI is bound to the very interpreter it was compiled with.
    pip = [python, '-m', 'pip', '--disable-pip-version-check', 'install', '--quiet', '--no-input', '--no-cache-dir']
    # A package without a wheel is built in its own process; without this pip warns about its old way of doing so.
    subprocess.run([*pip, '--use-pep517', *what], check=True, stdout=sys.stderr)
    with open(done, 'w'):
        pass
    return python
