"""空白工作簿: the standard forms, to be filled in."""
