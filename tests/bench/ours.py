"""Loads, validates and checks a site, and prints the processor seconds it took without start and output."""

import datetime
import sys
import time
from pathlib import Path

from plantwright.rules.check import judged
from plantwright.rules.registry import registry
from plantwright.site.garbage import no_collection
from plantwright.site.load import load_site

registry()
started = time.process_time()
with no_collection():  # as the command does
    found = judged(load_site(Path(sys.argv[1])), datetime.date(2026, 11, 11), every=False)
print(time.process_time() - started)
