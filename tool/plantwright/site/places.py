"""Where the folders of a site lie. A site is a folder with files, or one file with the folders beside it."""

from pathlib import Path

_RUNS = Path("records", "runs")


def folder_of(site: Path) -> Path:
    """Return the folder in which the files of a site lie, and its folders of records, evidence, templates."""
    return site if site.is_dir() else site.parent


def runs_of(site: Path) -> Path:
    """Return the folder in which the runs of a site are kept."""
    return folder_of(site) / _RUNS
