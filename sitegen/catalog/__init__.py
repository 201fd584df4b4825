"""The catalog: all records with their references resolved, ready to be asked."""
