"""批注工作簿: the user's own workbook with colours, notes and the sheets 核对结果, 得分复算, 取数, 图例."""
