"""perfeval: budget performance self-evaluation (预算绩效自评) workbooks in, annotated workbooks and reports out."""

__version__ = "0.1.0"
