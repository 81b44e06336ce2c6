"""`python -m plantwright` is the same as the command."""

import sys

from plantwright.cli.main import main

sys.exit(main())
