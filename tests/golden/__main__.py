"""Write the golden files anew: `python -m tests.golden`."""

from tests.golden.test_golden import write

write()
