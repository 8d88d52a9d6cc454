"""Reads a stream of tempest's results and prints what became of each group of tests.

usage: results.py STREAM      (with the interpreter that has tempest)

Ends with 0 only if the tests that failed are those of failures.expected, a name a line with the reason after it.
"""
import os
import re
import sys

from subunit import ByteStreamToStreamResult
from testtools import StreamToDict

HERE = os.path.dirname(os.path.abspath(__file__))
GOOD = ('success', 'xfail')
REASON_CHARS_MAX = 300


def main():
    with open(sys.argv[1], 'rb') as stream:
        tests = read(stream)
    groups = {}
    for name, (status, _) in sorted(tests.items()):
        counts = groups.setdefault(group(name), {'passed': 0, 'failed': 0, 'skipped': 0})
        counts['passed' if status in GOOD else 'skipped' if status == 'skip' else 'failed'] += 1
    print('| group | passed | failed | skipped |\n|---|---|---|---|')
    for name, counts in sorted(groups.items()):
        print('| %s | %d | %d | %d |' % (name, counts['passed'], counts['failed'], counts['skipped']))
    total = [sum(counts[key] for counts in groups.values()) for key in ('passed', 'failed', 'skipped')]
    print('| all | %d | %d | %d |' % tuple(total))
    failed = {name: details for name, (status, details) in tests.items() if status not in (*GOOD, 'skip')}
    expected = known()
    for name in sorted(failed):
        print('%s %s: %s' % ('known' if name in expected else 'FAILED', name, reason(failed[name])))
    mended = [name for name in expected if tests.get(name, ('', ''))[0] in GOOD]
    for name in sorted(mended):
        print('PASSED, but failures.expected says it fails: %s' % name)
    unknown = [name for name in failed if name not in expected]
    print('tempest: %d passed, %d failed, %d skipped; %d failures are known' % (*total, len(failed) - len(unknown)))
    sys.exit(1 if unknown or mended or not tests else 0)


def read(stream):
    """Returns status and details of each test, by its name without tags."""
    tests = {}

    def take(test):
        # Tests that never began because their class could not be set up are one result, under the class's name.
        text = '\n'.join(detail.as_text() for name, detail in test['details'].items()
                         if name in ('traceback', 'reason') or name.startswith('traceback'))
        tests[test['id'].split('[')[0]] = (test['status'], text)

    result = StreamToDict(take)
    result.startTestRun()
    ByteStreamToStreamResult(stream, non_subunit_name='output').run(result)
    result.stopTestRun()
    # What is only listed did not run: its class could not be set up, and what that said is the reason.
    setups = {name.split('(')[1].rstrip(')'): details for name, (_, details) in tests.items() if '(' in name}
    for name, (status, _) in tests.items():
        if status == 'exists':
            tests[name] = ('fail', setups.get(name.rpartition('.')[0], 'it did not run'))
    return {name: test for name, test in tests.items() if name.startswith('tempest.')}


def group(name):
    """`flavors.test_flavors` of `tempest.api.compute.flavors.test_flavors.FlavorsV2TestJSON.test_get_flavor`."""
    parts = re.sub(r'^\w+ \((.*)\)$', r'\1', name).split('.')
    return '.'.join(part for part in parts[3:] if part[0].islower() and not part.startswith('test_') or part.startswith('test_') and part != parts[-1])


def reason(details):
    lines = [line.strip() for line in details.splitlines() if line.strip()]
    found = [line for line in lines if re.match(r'[\w.]+(Error|Exception|Mismatch|[A-Z]\w+): ', line)]
    text = found[-1] if found else (lines[-1] if lines else 'no reason was given')
    follow = lines[lines.index(text) + 1:][:2] if text in lines else []
    return ' '.join([text, *follow])[:REASON_CHARS_MAX]


def known():
    path = os.path.join(HERE, 'failures.expected')
    with open(path) as f:
        return {line.split()[0] for line in f if line.strip() and not line.startswith('#')}


if __name__ == '__main__':
    main()
