"""Whether a file lies on a network share."""

import re
from pathlib import Path

MOUNT_TABLE = Path("/proc/self/mountinfo")
"""What Linux has mounted; other systems have no such file, and nothing is known of them."""
_OF_A_NETWORK = re.compile(
    r"nfs4?|cifs|smb2|smb3|smbfs|ncpfs|afs|ceph|lustre|gpfs|glusterfs|fuse\.(sshfs|glusterfs|rclone|ceph)"
)


def network_share(path: Path) -> str | None:
    """The kind of network file system that holds `path`, such as `nfs4`; None for a local disk."""
    try:
        table = MOUNT_TABLE.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    if not _OF_A_NETWORK.search(table):
        return None
    kind, depth = "", -1
    resolved = path.resolve()
    for line in table.splitlines():
        mounted, _, source = line.partition(" - ")
        point = Path(re.sub(r"\\(\d{3})", lambda match: chr(int(match[1], 8)), mounted.split(" ")[4]))
        if resolved.is_relative_to(point) and len(point.parts) >= depth:
            kind, depth = source.split(" ")[0], len(point.parts)
    return kind if _OF_A_NETWORK.fullmatch(kind) else None
