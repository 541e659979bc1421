"""指标表: one indicator a row, its levels merged downward."""
