"""Limits for a child process that works on something nobody vouches for: its memory, and no network."""

import resource
import sys

_NETWORK = frozenset({"socket.bind", "socket.connect", "socket.getaddrinfo", "socket.sendmsg", "socket.sendto"})


def confine(memory_limit_mib: int) -> None:
    """Limit this process until it ends: so much memory, no connection to anything, no question to a name server."""
    limit = memory_limit_mib * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[object, ...]) -> None:
    if event in _NETWORK:
        raise PermissionError(f"{event}: this process may not use the network")
