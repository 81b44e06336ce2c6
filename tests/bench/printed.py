"""Prints one document as `report` does, from a job kept in a file; `collect` leaves the garbage collector on."""

import gc
import pickle
import sys
from pathlib import Path

from plantwright.report.pdf import render

if "collect" not in sys.argv:
    gc.disable()
render(pickle.loads(Path(sys.argv[1]).read_bytes()))
