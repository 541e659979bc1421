"""自评报告: the outline of the profile with the unit's figures and words, as a Word document."""
