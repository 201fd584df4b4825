"""The benchmark: one seeded catalogue, built by sitegen and by Hugo in turn, on the same machine."""
