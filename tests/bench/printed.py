"""Prints one document as `report` does, from a job kept in a file; `collect` leaves the garbage collector on.

`twice` prints it two times with all that `report` has around it: side by side where there are two processors.
"""

import gc
import pickle
import sys
from pathlib import Path

from plantwright.report.pdf import render
from plantwright.report.press import press_all

job = pickle.loads(Path(sys.argv[1]).read_bytes())
if "twice" in sys.argv:
    press_all((job, job))
else:
    if "collect" not in sys.argv:
        gc.disable()
    render(job)
