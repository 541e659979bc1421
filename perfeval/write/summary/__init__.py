"""汇总.xlsx: one workbook for the batch."""
