"""The `openstack` command line against a compute API, all in one interpreter.

usage: openstack_cli.py CLOUD [USER_CLOUD]

CLOUD is an administrator's entry of the clouds.yaml that OS_CLIENT_CONFIG_FILE names, USER_CLOUD an ordinary user's.
Each command goes through the client's own main function with the words a user would type; starting the program anew
for each would cost seconds a command and prove nothing more.
"""
import contextlib
import io
import json
import sys

from openstackclient import shell
from openstackclient.common.clientmanager import ClientManager

from steps import Steps, contains, equal, until


class Failed(AssertionError):
    """A command that ended with another code than 0, with what it said."""


def main(cloud, user_cloud=None):
    openstack = Command(cloud)
    steps = Steps('openstack')
    catalog(openstack, steps)
    key_pairs(openstack, steps)
    server_life(openstack, steps)
    administration(openstack, steps)
    mistakes(openstack, steps)
    if user_cloud:
        ordinary_user(Command(user_cloud), steps)
    return steps.finish()


class Command:
    """Runs `openstack --os-cloud CLOUD` with the given words."""

    def __init__(self, cloud):
        self.cloud = cloud

    def __call__(self, words):
        """Returns what the command printed."""
        code, out, err = self.run(words.split())
        if code:
            raise Failed('`openstack %s` ended with %s: %s' % (words, code, err.strip()[-600:]))
        return out

    def rows(self, words):
        """Returns the command's table or object."""
        return json.loads(self(words + ' -f json'))

    def refused(self, words):
        """Returns the complaint of a command that has to fail."""
        code, out, err = self.run(words.split())
        if not code:
            raise AssertionError('`openstack %s` succeeded: %s' % (words, out.strip()[-300:]))
        return err

    def run(self, words):
        forget_clients()
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = shell.main(['--os-cloud', self.cloud, *words])
            except SystemExit as e:
                code = e.code
        return code, out.getvalue(), err.getvalue()


def forget_clients():
    """Makes the next command connect and discover anew, and as its own cloud's user.

    The client keeps its service clients on the class of its client manager, so that they outlive a command; a process
    for each command would start without them.
    """
    for cls in ClientManager.__mro__:
        for value in vars(cls).values():
            if hasattr(value, '_handle'):
                value._handle = None


def catalog(openstack, steps):
    with steps.step('flavor list'):
        contains([row['Name'] for row in openstack.rows('flavor list')], 'm1.tiny', 'the list')
    with steps.step('flavor show m1.tiny'):
        equal(openstack.rows('flavor show m1.tiny')['ram'], 512, 'ram')
    with steps.step('flavor create, show, delete'):
        openstack('flavor create --ram 64 --vcpus 1 --disk 1 --property hw:cpu_policy=shared cli.nano')
        properties = openstack.rows('flavor show cli.nano')['properties']
        equal(properties, {'hw:cpu_policy': 'shared'}, 'properties')
        openstack('flavor delete cli.nano')
    with steps.step('image list'):
        equal(bool(openstack.rows('image list')), True, 'whether there is an image')


def key_pairs(openstack, steps):
    with steps.step('keypair create'):
        contains(openstack('keypair create cli-key'), 'PRIVATE KEY', 'the output')
    with steps.step('keypair list'):
        contains([row['Name'] for row in openstack.rows('keypair list')], 'cli-key', 'the list')
    with steps.step('keypair show'):
        equal(openstack.rows('keypair show cli-key')['name'], 'cli-key', 'name')


def server_life(openstack, steps):
    def status():
        return openstack.rows('server show cli-web')['status']

    with steps.step('server create --wait'):
        image = openstack.rows('image list')[0]['ID']
        words = 'server create --flavor m1.tiny --image %s --no-network --key-name cli-key --wait cli-web' % image
        equal(openstack.rows(words)['status'], 'ACTIVE', 'status')
    with steps.step('server list'):
        equal([row['Status'] for row in openstack.rows('server list') if row['Name'] == 'cli-web'], ['ACTIVE'], 'status')
    with steps.step('server show'):
        equal(openstack.rows('server show cli-web')['key_name'], 'cli-key', 'key_name')
    with steps.step('server set --property'):
        openstack('server set --property tier=front cli-web')
        equal(openstack.rows('server show cli-web')['properties'], {'tier': 'front'}, 'properties')
    with steps.step('server unset --property'):
        openstack('server unset --property tier cli-web')
        equal(openstack.rows('server show cli-web')['properties'], {}, 'properties')
    with steps.step('server reboot --hard --wait'):
        openstack('server reboot --hard --wait cli-web')
        equal(status(), 'ACTIVE', 'status')
    with steps.step('server stop'):
        openstack('server stop cli-web')
        until(status, 'SHUTOFF', 'status')
    with steps.step('server start'):
        openstack('server start cli-web')
        until(status, 'ACTIVE', 'status')
    with steps.step('server pause, unpause'):
        openstack('server pause cli-web')
        until(status, 'PAUSED', 'status')
        openstack('server unpause cli-web')
        until(status, 'ACTIVE', 'status')
    with steps.step('server lock, unlock'):
        openstack('server lock --reason upkeep cli-web')
        equal(openstack.rows('server show cli-web')['locked'], True, 'locked')
        openstack('server unlock cli-web')
    with steps.step('server resize --wait'):
        openstack('server resize --flavor m1.small --wait cli-web')
        equal(status(), 'VERIFY_RESIZE', 'status')
    with steps.step('server resize confirm'):
        openstack('server resize confirm cli-web')
        until(status, 'ACTIVE', 'status')
        contains(str(openstack.rows('server show cli-web')['flavor']), 'm1.small', 'flavor')
    with steps.step('server rebuild --wait'):
        openstack('server rebuild --wait cli-web')
        equal(status(), 'ACTIVE', 'status')
    with steps.step('server event list'):
        contains([row['Action'] for row in openstack.rows('server event list cli-web')], 'resize', 'the list')
    with steps.step('console log show'):
        openstack('console log show cli-web')
    with steps.step('server delete --wait'):
        openstack('server delete --wait cli-web')
        equal([row for row in openstack.rows('server list') if row['Name'] == 'cli-web'], [], 'the list')
    with steps.step('keypair delete'):
        openstack('keypair delete cli-key')


def administration(openstack, steps):
    with steps.step('server group create, list, show, delete'):
        openstack('server group create --policy anti-affinity cli-group')
        contains([row['Name'] for row in openstack.rows('server group list')], 'cli-group', 'the list')
        equal(openstack.rows('server group show cli-group')['policy'], 'anti-affinity', 'policy')
        openstack('server group delete cli-group')
    with steps.step('hypervisor list'):
        equal(bool(openstack.rows('hypervisor list')), True, 'whether there is a hypervisor')
    with steps.step('compute service list'):
        contains([row['Binary'] for row in openstack.rows('compute service list')], 'nova-compute', 'the list')
    with steps.step('availability zone list'):
        contains([row['Zone Name'] for row in openstack.rows('availability zone list --compute')], 'nova', 'the list')
    with steps.step('aggregate create, list, delete'):
        openstack('aggregate create cli-aggregate')
        contains([row['Name'] for row in openstack.rows('aggregate list')], 'cli-aggregate', 'the list')
        openstack('aggregate delete cli-aggregate')
    with steps.step('limits show'):
        contains([row['Name'] for row in openstack.rows('limits show --absolute')], 'instances', 'the list')


def mistakes(openstack, steps):
    with steps.step('server show of an unknown name fails'):
        contains(openstack.refused('server show cli-nowhere'), 'cli-nowhere', 'the complaint')
    with steps.step('server create with an unknown flavor fails'):
        contains(openstack.refused('server create --flavor cli-none --image cli-none --no-network x'), 'cli-none',
                 'the complaint')


def ordinary_user(openstack, steps):
    with steps.step('server list as an ordinary user'):
        equal(openstack.rows('server list'), [], 'the list')
    with steps.step('hypervisor list as an ordinary user is forbidden'):
        contains(openstack.refused('hypervisor list'), '403', 'the complaint')


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
