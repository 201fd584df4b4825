"""Exceptions: only for what stops a stage. A contributor's mistake is a `Problem`, a value.

SitegenError
├── ConfigError      there is no usable sitegen.toml
├── ThemeError       a theme is missing, circular or does not render
├── FileRefused      the guarded door will not read this path
├── OutputError      the output folder cannot be written or is not ours to replace
├── PricesError      prices, their signature or the revision that they are read from are no use
└── BuildCancelled   Ctrl-C or a termination signal
"""

from __future__ import annotations


class SitegenError(Exception):
    """What stops a command. `str(error)` says what happened and `hint` what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class ConfigError(SitegenError):
    """There is no usable `sitegen.toml`."""


class ThemeError(SitegenError):
    """A theme is missing, circular or does not render."""


class FileRefused(SitegenError):
    """The guarded door (`sitegen.files`) will not read this path."""


class OutputError(SitegenError):
    """The output folder cannot be written, or is not ours to replace."""


class PricesError(SitegenError):
    """Published prices, their signature, or the revision that they should be read from, are no use."""


class BuildCancelled(SitegenError):
    """The person, or the system, asked the build to stop."""
