"""Blank workbooks: what they hold, filled by script, read back and checked."""
