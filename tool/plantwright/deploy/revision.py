"""Which git commit the files of a site are at, and whether they are all in it."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from plantwright.site.places import folder_of

CHANGES = "+changes"
"""Stands behind a commit when the files of the site differ from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """Where git is: `commit` is empty outside a repository; `changed` are site files that are not as committed."""

    commit: str = ""
    changed: tuple[str, ...] = ()
    detached: bool = False
    behind: int = 0

    @property
    def name(self) -> str:
        """Return the commit, with `+changes` behind it when site files differ; empty outside a repository."""
        return f"{self.commit}{CHANGES}" if self.commit and self.changed else self.commit

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what a person should know before planning: nothing of it refuses."""
        detached = "no branch is checked out: what is committed here may get lost" if self.detached else ""
        behind = f"the branch is {self.behind} commits behind its upstream: `git pull`" if self.behind else ""
        return tuple(filter(None, (detached, behind)))


def revision(site: Path) -> Revision:
    """Return the revision of a site; files that git ignores or does not know count as changed, records do not count."""
    folder = folder_of(site)
    commit = git(folder, "rev-parse", "--short=12", "HEAD")
    if not commit:
        return Revision()
    files = (":(glob)*.yaml", ":(glob)devices/*.yaml", ":(glob)evidence/*.yaml") if site.is_dir() else (site.name,)
    status = git(folder, "status", "--porcelain", "--untracked-files=all", "--ignored=matching", "--", *files)
    return Revision(
        commit=commit,
        changed=tuple(line[2:].strip() for line in status.splitlines()),
        detached=not git(folder, "symbolic-ref", "--quiet", "HEAD"),
        behind=int(git(folder, "rev-list", "--count", "HEAD..@{upstream}") or 0),
    )


def author(site: Path) -> str:
    """Return the e-mail address git knows for whoever works in the site's repository; empty when it knows none."""
    return git(folder_of(site), "config", "user.email")


def top(site: Path) -> Path | None:
    """Return the top folder of the repository a site lies in, None outside one."""
    found = git(folder_of(site), "rev-parse", "--show-toplevel")
    return Path(found) if found else None


def git(folder: Path, *arguments: str) -> str:
    """Return what a git command prints, empty when it fails or there is no git."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.rstrip() if done.returncode == 0 else ""
