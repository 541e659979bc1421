"""Work over many items in killable processes: one that hangs or dies costs its item, the others go on."""

from __future__ import annotations

import gc
import traceback
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as PoolTimeout
from multiprocessing import get_start_method
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from perfeval.batch.private import end_with_parent
from perfeval.batch.work import prepare
from perfeval.ooxml.package import allow

if TYPE_CHECKING:
    from perfeval.batch.work import Settings

T = TypeVar("T")
R = TypeVar("R")


AHEAD = 50  # items handed over for each process before the first result is taken: a batch may be very long


class Died(Exception):
    """The process that did the work ended before it was done."""


class Failed(Exception):
    """A fault of ours in the work: the name of what was raised, and where. It can go from one process to another."""


def contained(work: Callable[[T, Settings], R], item: T, settings: Settings) -> R:
    """The safety net: whatever goes wrong in the work costs its item, never the run. OSError, Failed or Died."""
    allow(settings.limit)
    try:
        return work(item, settings)
    except (OSError, KeyboardInterrupt):
        raise
    except BaseException as error:
        if isinstance(error, Exception):
            raise Failed(type(error).__name__, traceback.format_exc()) from None
        raise Died(repr(error)) from None  # a panic of a library written in Rust is no Exception


class Runner(Protocol):
    """Something that does ``work`` over every item and gives the results in the order of the items.

    An item that takes longer than ``seconds``, or whose process dies, gives what ``lost(item, why)`` returns.
    """

    def __call__(
        self,
        work: Callable[[T, Settings], R],
        items: list[T],
        settings: Settings,
        seconds: float,
        lost: Callable[[T, BaseException], R],
    ) -> Iterator[R]: ...


def here(
    work: Callable[[T, Settings], R],
    items: list[T],
    settings: Settings,
    seconds: float,
    lost: Callable[[T, BaseException], R],
) -> Iterator[R]:
    """In this process, without a time limit: for tests and for looking into a fault."""
    for item in items:
        if settings.debug:
            allow(settings.limit)
            yield work(item, settings)
            continue
        try:
            yield contained(work, item, settings)
        except (OSError, Failed, Died) as error:
            yield lost(item, error)


class Processes:
    """A pool of processes on this machine."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def __call__(
        self,
        work: Callable[[T, Settings], R],
        items: list[T],
        settings: Settings,
        seconds: float,
        lost: Callable[[T, BaseException], R],
    ) -> Iterator[R]:
        if not items:
            return
        from pebble import ProcessPool

        if get_start_method() == "fork":
            prepare(settings)
            gc.freeze()  # what all have in common is no garbage, and looking at it would copy its pages
        pool = ProcessPool(max_workers=min(self.workers, len(items)), initializer=end_with_parent)
        try:
            waiting: deque[tuple[T, Any]] = deque()
            for item in items:
                waiting.append((item, pool.schedule(contained, args=[work, item, settings], timeout=seconds)))
                if len(waiting) >= AHEAD * self.workers:
                    yield _taken(waiting, lost)
            while waiting:
                yield _taken(waiting, lost)
            pool.close()  # type: ignore[no-untyped-call]
        finally:
            pool.stop()  # type: ignore[no-untyped-call]  # nothing is left to do, or somebody wants to end
            pool.join()


def _taken(waiting: deque[tuple[T, Any]], lost: Callable[[T, BaseException], R]) -> R:
    """The result of the first, let go as soon as it is taken."""
    item, future = waiting.popleft()
    try:
        result: R = future.result()
    except Exception as error:
        return lost(item, error)
    return result


def why(error: BaseException, seconds: float, what: str) -> str:
    """The reason that a person reads, where an item was lost. ``what``: 文件 or 单位."""
    if isinstance(error, PoolTimeout):
        return f"处理超过{seconds:g}秒，已停止；{what}可能异常，请在 Excel 中另存后再试，或用 --timeout 放宽时限"
    # by name: pebble and the cluster have errors of their own for it, and neither need be imported
    if isinstance(error, Died) or type(error).__name__ in ("ProcessExpired", "KilledWorker"):
        return f"处理这个{what}的进程意外退出，文件可能已损坏；请在 Excel 中打开另存后再试"
    if isinstance(error, OSError):
        from perfeval.batch.said import said

        return f"{'结果写不进去：' if what == '单位' else '处理时'}{said(error)}"
    name = error.args[0] if isinstance(error, Failed) else type(error).__name__
    return f"处理时程序内部出错（{name}）；请把文件发给开发者，其他{what}不受影响"


def trace(error: BaseException) -> str:
    """Where it went wrong, for --debug."""
    return str(error.args[1]) if isinstance(error, Failed) else repr(error)
