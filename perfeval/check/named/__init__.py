"""专项检查: what a formula cannot say, one module each, named as in ``check = "…"`` of a rule."""
