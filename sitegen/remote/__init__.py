"""The shared cache: entries that CI runners and volunteers pass on to each other through a store of files."""
