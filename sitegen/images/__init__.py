"""Pictures: inspected, resized and encoded. The only door to Pillow, which is loaded when a picture needs it.

`geometry` and `jobs` are light: a plan is made with them. `pipeline` runs `inspect` and `encode` through an executor.
"""
