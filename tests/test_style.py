"""Nothing in the tree that only makes sense on one machine or that was left for later."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNWANTED = {
    "a path of one machine": re.compile(rf"/(?:root|home|Users)/\w|{re.escape(str(ROOT))}\b"),
    "something left for later": re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X)\b"),
    "a mark of an unfinished merge": re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE),
    "a carriage return": re.compile(r"\r"),
}


def test_nothing_unwanted_in_the_texts() -> None:
    found = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {what}: {match[0]!r}"
        for name, text in texts()
        for what, pattern in UNWANTED.items()
        for match in pattern.finditer(text)
    ]
    assert found == []


def texts() -> list[tuple[str, str]]:
    """Every text file that a commit of the work tree would hold, with its name; new files count too."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = {name: (ROOT / name).read_bytes() for name in listing.split("\0") if name and (ROOT / name).is_file()}
    return [(name, content.decode("utf-8")) for name, content in sorted(files.items()) if b"\0" not in content]
