"""Loads, validates and checks a site, and prints the seconds it took without start and output."""

import datetime
import sys
import time
from pathlib import Path

from plantwright.rules.check import check
from plantwright.rules.registry import registry
from plantwright.site.load import load_site

registry()
started = time.perf_counter()
loaded = load_site(Path(sys.argv[1]))
verdicts = check(loaded, datetime.date(2026, 11, 11))
print(time.perf_counter() - started)
