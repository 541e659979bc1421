"""资金: the funds of a form."""
