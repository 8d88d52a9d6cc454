"""openstacksdk against a compute API: version discovery and the life of a server.

usage: openstack_sdk.py CLOUD

CLOUD is an administrator's entry of the clouds.yaml that OS_CLIENT_CONFIG_FILE names.
"""
import sys

import openstack
from openstack import exceptions

from steps import Steps, contains, equal


def main(cloud):
    connection = openstack.connect(cloud=cloud)
    steps = Steps('openstacksdk')
    discovery(connection.compute, steps)
    server_life(connection.compute, steps)
    lists(connection.compute, steps)
    mistakes(connection.compute, steps)
    return steps.finish()


def discovery(compute, steps):
    with steps.step('version discovery'):
        data = compute.get_endpoint_data()
        equal(data.api_version, (2, 1), 'the version')
        equal(data.min_microversion, (2, 1), 'the least microversion')
        equal(data.max_microversion > (2, 100), True, 'whether the greatest microversion is beyond 2.100')
    with steps.step('each microversion of the list is answered in kind'):
        for version in ('2.1', '2.53', '2.79', '2.96', '2.100'):
            answer = compute.get('/flavors', microversion=version)
            equal(answer.status_code, 200, 'the status at %s' % version)
            equal(answer.headers.get('OpenStack-API-Version'), 'compute ' + version, 'the answered version')


def server_life(compute, steps):
    server = None
    with steps.step('create_keypair'):
        equal(compute.create_keypair(name='sdk-key', public_key=PUBLIC_KEY).name, 'sdk-key', 'name')
    with steps.step('create_server, wait_for_server'):
        server = compute.create_server(
            name='sdk-web', flavor_id=compute.find_flavor('m1.tiny', ignore_missing=False).id,
            image_id=next(compute.images()).id, networks='none', key_name='sdk-key', metadata={'tier': 'front'})
        server = compute.wait_for_server(server, interval=0.2, wait=30)
        equal(server.status, 'ACTIVE', 'status')
    if server is None:
        return

    def reaches(status):
        nonlocal server
        # The SDK believes the status of the object it is given, so it gets a fresh one.
        server = compute.wait_for_server(compute.get_server(server), status=status, interval=0.2, wait=30)

    with steps.step('get_server'):
        equal(compute.get_server(server).metadata, {'tier': 'front'}, 'metadata')
    with steps.step('find_server'):
        equal(compute.find_server('sdk-web').id, server.id, 'id')
    with steps.step('servers by name'):
        equal([found.id for found in compute.servers(name='sdk-web')], [server.id], 'the list')
    with steps.step('update_server'):
        equal(compute.update_server(server, description='a description').description, 'a description', 'description')
    with steps.step('set_server_metadata, delete_server_metadata'):
        compute.set_server_metadata(server, rack='7')
        equal(compute.get_server_metadata(server).metadata, {'tier': 'front', 'rack': '7'}, 'metadata')
        compute.delete_server_metadata(server, ['rack'])
        equal(compute.get_server_metadata(server).metadata, {'tier': 'front'}, 'metadata')
    with steps.step('reboot_server'):
        compute.reboot_server(server, 'HARD')
        reaches('ACTIVE')
    with steps.step('stop_server'):
        compute.stop_server(server)
        reaches('SHUTOFF')
    with steps.step('start_server'):
        compute.start_server(server)
        reaches('ACTIVE')
    with steps.step('resize_server, revert_server_resize'):
        compute.resize_server(server, compute.find_flavor('m1.small').id)
        reaches('VERIFY_RESIZE')
        compute.revert_server_resize(server)
        reaches('ACTIVE')
        equal(compute.get_server(server).flavor.name, 'm1.tiny', 'flavor')
    with steps.step('resize_server, confirm_server_resize'):
        compute.resize_server(server, compute.find_flavor('m1.small').id)
        reaches('VERIFY_RESIZE')
        compute.confirm_server_resize(server)
        reaches('ACTIVE')
        equal(compute.get_server(server).flavor.name, 'm1.small', 'flavor')
    with steps.step('server_actions'):
        contains([action.action for action in compute.server_actions(server)], 'create', 'the list')
    with steps.step('delete_server, wait_for_delete'):
        compute.delete_server(server)
        compute.wait_for_delete(server, interval=0.2, wait=30)
        equal(compute.find_server('sdk-web'), None, 'the server')
    with steps.step('delete_keypair'):
        compute.delete_keypair('sdk-key', ignore_missing=False)
        equal(compute.find_keypair('sdk-key'), None, 'the key pair')


def lists(compute, steps):
    for name in ('flavors', 'keypairs', 'server_groups', 'hypervisors', 'services', 'aggregates', 'migrations',
                 'availability_zones'):
        with steps.step(name):
            list(getattr(compute, name)())
    with steps.step('get_limits'):
        equal(compute.get_limits().absolute.instances is None, False, 'whether the limit of servers is missing')


def mistakes(compute, steps):
    with steps.step('get_server of an unknown id is a NotFoundException'):
        refused(exceptions.NotFoundException, lambda: compute.get_server('11111111-2222-3333-4444-555555555555'))
    with steps.step('create_server without a flavor is a BadRequestException'):
        refused(exceptions.BadRequestException, lambda: compute.create_server(name='x', networks='none'))


def refused(kind, call):
    try:
        call()
    except kind:
        return
    raise AssertionError('the call succeeded, expected %s' % kind.__name__)


# A key made for this test alone; its private half was thrown away.
PUBLIC_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIH8keUCg3tIxDqjv4m3DH3+1RM+Y5hThdIF25uq0rC+7 test'

if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
