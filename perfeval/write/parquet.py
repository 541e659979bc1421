"""The long sheets of 汇总.xlsx once more as Parquet files: what a large batch is looked at with (DuckDB, pandas)."""

from __future__ import annotations

import importlib.util
import os
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from perfeval.write.sheets import Column, Link, Value

ROWS = 20_000  # of a row group: what is held in memory
PLACES = Decimal("1e-10")  # of a figure; a rate has no end of its own
FIGURES = ("number", "percent", "share")


def available() -> bool:
    """Whether pyarrow is installed (the extra ``perfeval[parquet]``)."""
    return importlib.util.find_spec("pyarrow") is not None


class Frame:
    """One file, filled row by row beside its target and put in its place by ``close``.

    Columns and titles are those of the sheet: figures are decimals with ten places, counts are integers, the rest is
    text.
    """

    def __init__(self, target: Path, columns: Sequence[Column]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.target, self.columns = target, columns
        kinds = {**dict.fromkeys(FIGURES, pa.decimal128(38, 10)), "count": pa.int64()}
        self.schema = pa.schema([(c.title, kinds.get(c.format, pa.string())) for c in columns])
        self.values: list[list[Any]] = [[] for _ in columns]
        handle, self.name = tempfile.mkstemp(prefix="~", suffix=".tmp", dir=target.parent)
        os.close(handle)
        self.writer = pq.ParquetWriter(self.name, self.schema, compression="zstd")

    def add(self, values: Sequence[Value | Link]) -> None:
        for column, value, kept in zip(self.columns, values, self.values, strict=True):
            kept.append(_plain(value, column.format))
        if len(self.values[0]) >= ROWS:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa

        arrays = [pa.array(v, type=f.type) for v, f in zip(self.values, self.schema, strict=True)]
        self.writer.write_table(pa.table(arrays, schema=self.schema))
        self.values = [[] for _ in self.columns]

    def close(self) -> None:
        """Write what is left and put the file in its place. OSError where that cannot be done."""
        try:
            self._flush()
            self.writer.close()
            os.chmod(self.name, 0o644)
            os.replace(self.name, self.target)
        finally:
            self.drop()

    def drop(self) -> None:
        """Take away what is not finished."""
        try:
            self.writer.close()
        finally:
            Path(self.name).unlink(missing_ok=True)


def _plain(value: Value | Link, form: str) -> object:
    if isinstance(value, Link):
        value = value.text
    if value is None:
        return None
    if form in FIGURES:
        return Decimal(value).quantize(PLACES) if isinstance(value, Decimal | int) else None
    if form == "count":
        return int(value) if isinstance(value, Decimal | int) else None
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else str(value)
