"""Tests on engines import what lies beside them."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
os.environ["FORMGRID_TEST_HOOKS"] = "1"
