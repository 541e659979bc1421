"""The same two rounds on a Dask cluster (perfeval run --cluster tcp://主机:8786): see docs/集群.md.

Only small values travel: what to do, and summary rows. The files lie on a folder that every machine sees under the
same path; the spool lies there too, in a private subfolder of the output folder.
"""

from __future__ import annotations

import logging
import socket
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from perfeval.batch import remote
from perfeval.batch.said import Sentence

if TYPE_CHECKING:
    from perfeval.batch.pool import Runner
    from perfeval.batch.work import Settings

T = TypeVar("T")
R = TypeVar("R")
CONNECT_SECONDS = 20
AHEAD = 50  # tasks handed over for each thread of the cluster before the first result is taken


class ClusterError(Sentence):
    """Why the cluster cannot be used; the text is what the user sees."""


@contextmanager
def connected(address: str) -> Iterator[Runner]:
    """A runner on the cluster at ``address``. ClusterError where there is none."""
    try:
        from distributed import Client
    except ImportError as error:
        raise ClusterError("没有安装集群组件，请先运行 pip install 'perfeval[cluster]'") from error
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what the user must know, we say
    try:
        _knock(address)
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"连不上集群 {address}，请检查地址、端口，以及调度程序（dask scheduler）是否在运行"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError as error:
            raise ClusterError(f"集群 {address} 没有工作进程，请在各台机器上运行 dask worker {address}") from error
        yield Cluster(client, address)


def _knock(address: str) -> None:
    """OSError, ValueError where nobody answers: a Client that found nobody says so again, in English, at its end."""
    from distributed.comm.addressing import get_address_host_port

    host, port = get_address_host_port(address)
    socket.create_connection((host, port), CONNECT_SECONDS).close()


class Cluster:
    """Runs work on the workers of a Dask scheduler; a worker that is lost has its tasks done by another."""

    def __init__(self, client: Any, address: str) -> None:
        self.client = client
        self.address = address
        self.checked = False

    def _check(self, settings: Settings) -> None:
        from perfeval import __version__

        for worker, (version, unseen) in self.client.run(remote.ready, settings.folder, settings.spool).items():
            if unseen:
                raise ClusterError(f"工作机 {worker} 看不到 {unseen}，请把工作簿和结果都放在各机同一路径的共享文件夹")
            if version != __version__:
                raise ClusterError(f"工作机 {worker} 上的 perfeval 是 {version}，本机是 {__version__}，请装成同一版本")
        self.checked = True

    def __call__(
        self,
        work: Callable[[T, Settings], R],
        items: list[T],
        settings: Settings,
        seconds: float,
        lost: Callable[[T, BaseException], R],
    ) -> Iterator[R]:
        if not self.checked:
            self._check(settings)
        ahead = AHEAD * max(1, sum(self.client.nthreads().values()))
        waiting: deque[tuple[T, Any]] = deque()
        for item in items:
            waiting.append((item, self.client.submit(remote.do, work, item, settings, seconds, pure=False)))
            if len(waiting) >= ahead:
                yield self._taken(waiting, lost)
        while waiting:
            yield self._taken(waiting, lost)

    def _taken(self, waiting: deque[tuple[T, Any]], lost: Callable[[T, BaseException], R]) -> R:
        item, future = waiting.popleft()
        try:
            result: R = future.result()
        except Exception as error:  # distributed has many of its own, for what happens to its workers and its scheduler
            if self.client.status != "running" or "Cancelled" in type(error).__name__:
                raise ClusterError(
                    f"与集群 {self.address} 的连接断了；做完的已经保存，恢复后重新运行会接着做"
                ) from error
            return lost(item, error)
        return result
