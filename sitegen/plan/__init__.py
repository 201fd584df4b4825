"""The plan: every address and every file name, fixed before anything is rendered."""
