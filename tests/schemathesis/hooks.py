"""What schemathesis cannot know of Nova's ways: a body that it is not to send, and an answer that it is not to complain about."""
import schemathesis
from schemathesis.core.failures import MalformedJson
from schemathesis.transport.serialization import Binary


@schemathesis.hook
def filter_body(_context, body):
    """Whether a body may be sent: Nova answers one that is not UTF-8 with a 500, and nova-lite as Nova."""
    data = body.data if isinstance(body, Binary) else body
    if not isinstance(data, bytes):
        return True
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


@schemathesis.hook
def filter_failure(_context, failure, case, response):
    """Whether a failure is one: an empty body is no JSON, and some server actions of a path answer with none."""
    declared = case.operation.definition.raw['responses'].get(str(response.status_code), {})
    return not (isinstance(failure, MalformedJson) and not response.content and declared.get('x-may-be-empty'))
