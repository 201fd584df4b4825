"""Themes: chains of folders, picture presets, assets and message catalogues."""
