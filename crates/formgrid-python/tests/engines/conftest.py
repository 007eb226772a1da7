"""Lets the engine tests import modules next to them."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
os.environ["FORMGRID_TEST_HOOKS"] = "1"
