"""数据表: 决算、预算、资产、三公、人员 and key–value blocks."""
