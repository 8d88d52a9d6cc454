"""A program that prints `listening on URL`, run for as long as a block lasts. What it serves is the caller's matter."""
import os
import re
import select
import subprocess
import sys
import time

START_TIMEOUT_S = 600                   # a first start of Keystone installs and bootstraps it
STOP_TIMEOUT_S = 10


class Child:
    """A program that prints `listening on URL`, from `with` to the end of the block."""

    def __init__(self, command, stderr=None):
        self.command, self.stderr = command, stderr

    def __enter__(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.stderr)
        try:
            self.url = self.read_url()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.terminate()
        try:
            self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def read_url(self):
        text, deadline = b'', time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            if select.select([self.process.stdout], [], [], 1)[0]:
                more = os.read(self.process.stdout.fileno(), 4096)
                if not more:
                    break
                text += more
            found = re.search(rb'listening on (http://\S+)\s', text)
            if found:
                return found.group(1).decode().rstrip('/')
        sys.exit('%s did not say where it listens; it printed: %s' % (self.command[0], text.decode()[-2000:]))
