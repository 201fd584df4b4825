"""Writing: the output folder is always whole, the old one or the new one."""
