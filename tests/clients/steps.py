"""Named steps of a client test: one line each as they end, and a count at the end.

A step that fails is reported and the next one runs: a list of what works says more than the first thing that does not.
"""
import contextlib
import sys
import time
import traceback


class Steps:
    """Counts the steps of one client."""

    def __init__(self, client):
        self.client = client
        self.passed = 0
        self.total = 0

    @contextlib.contextmanager
    def step(self, name):
        self.total += 1
        start = time.monotonic()
        try:
            yield
        except Exception as e:      # whatever a client raises is this step's result
            self._print('FAIL', name, start, ': %s' % (e or repr(e)))
            if not isinstance(e, AssertionError):
                traceback.print_exc(limit=-3, file=sys.stdout)
        else:
            self.passed += 1
            self._print('ok  ', name, start, '')

    def finish(self):
        """Prints the closing line and returns the exit code."""
        print('%s: %d of %d steps' % (self.client, self.passed, self.total), flush=True)
        return 0 if self.passed == self.total else 1

    def _print(self, verdict, name, start, why):
        print('%s %s: %s (%.1f s)%s' % (verdict, self.client, name, time.monotonic() - start, why), flush=True)


def equal(got, want, what):
    """Fails the step unless both are the same."""
    if got != want:
        raise AssertionError('%s is %r, expected %r' % (what, got, want))


def contains(haystack, needle, what):
    """Fails the step unless the first holds the second."""
    if needle not in haystack:
        raise AssertionError('%s does not hold %r: %.300r' % (what, needle, haystack))


def until(read, want, what, timeout_s=30):
    """Reads until the value is the wanted one."""
    deadline = time.monotonic() + timeout_s
    while True:
        got = read()
        if got == want:
            return
        if time.monotonic() > deadline:
            raise AssertionError('%s is still %r after %d s, expected %r' % (what, got, timeout_s, want))
        time.sleep(0.2)
