"""Set-up: a Python environment, locked dependencies, and the programs that the tests drive."""
