"""Copies of values and looks, for originals that cannot be edited in place (.xls, .et, .ods, .docx)."""
