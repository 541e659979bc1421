"""表文一致: a report that a person wrote, against the workbooks and against itself."""
