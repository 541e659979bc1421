"""A Dask cluster of two workers gives what this machine gives; a worker that is killed loses nothing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from perfeval import profile
from perfeval.batch import remote, run
from perfeval.batch.cluster import Cluster, ClusterError, connected
from perfeval.batch.discover import Input
from perfeval.batch.group import Seen
from perfeval.batch.pool import Died, Failed
from perfeval.batch.work import Settings
from tests.batch.killed import contents
from tests.conftest import CASES, SAMPLES

distributed = pytest.importorskip("distributed", reason="perfeval[cluster] is not installed")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as made:
        yield made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("收件")
    shutil.copytree(SAMPLES, home, dirs_exist_ok=True)
    for case in ("jiangxi-shangrao-sifa-2021", "tianjin-nankai-shengwu-2018", "henan-puyang-dangan-mubiao-2021"):
        shutil.copytree(CASES / case, home / case)
    (home / "坏.xlsx").write_bytes(b"PK\x03\x04 half")
    return home


@pytest.fixture(scope="module")
def local(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    output = tmp_path_factory.mktemp("local") / "output"
    run(folder, output, workers=2)
    return contents(output)


def test_the_cluster_gives_the_same_files(cluster: Any, folder: Path, local: dict[str, str], tmp_path: Path) -> None:
    outcome = run(folder, tmp_path / "output", cluster=cluster.scheduler_address)
    assert (outcome.failed, [name for name, _ in outcome.unread]) == ([], ["坏.xlsx"])
    assert len([n for n in local if n.endswith("result.json")]) == 6
    assert contents(tmp_path / "output") == local
    assert [p.name for p in (tmp_path / "output").iterdir() if p.name.startswith(".perfeval-run")] == []


def test_a_worker_killed_in_the_middle_loses_nothing(
    cluster: Any, folder: Path, local: dict[str, str], tmp_path: Path
) -> None:
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        (pid, *_) = client.run(os.getpid).values()
    killed: list[str] = []

    def kill(stage: str, n: int, of: int) -> None:
        if stage == "核对" and not killed:
            os.kill(pid, signal.SIGKILL)
            killed.append(f"{n}/{of}")

    outcome = run(folder, tmp_path / "output", cluster=cluster.scheduler_address, progress=kill)
    assert killed == ["1/6"]
    assert outcome.failed == []
    assert contents(tmp_path / "output") == local


class Gone:
    """A client whose scheduler has gone."""

    status = "connecting"

    def nthreads(self) -> dict[str, int]:
        return {}

    def run(self, *args: object) -> dict[str, object]:
        return {}

    def submit(self, *args: object, **named: object) -> Gone:
        return self

    def result(self) -> None:
        raise RuntimeError("cancelled")


def test_lost_scheduler_is_said_and_costs_nobody_a_file(tmp_path: Path) -> None:
    lost: list[object] = []
    runner = Cluster(Gone(), "tcp://x:1")
    settings = Settings(folder=tmp_path, spool=tmp_path)
    with pytest.raises(ClusterError, match="连接断了；做完的已经保存"):
        list(runner(fails, [Input(str(tmp_path), "a.xlsx")], settings, 1, lambda item, error: lost.append(item)))
    assert lost == []


def test_folder_that_a_worker_cannot_see_is_said(cluster: Any, folder: Path, tmp_path: Path) -> None:
    with connected(cluster.scheduler_address) as runner:
        settings = Settings(folder=tmp_path / "没有", spool=tmp_path)
        with pytest.raises(ClusterError, match=r"看不到 .*没有，请把工作簿和结果都放在各机同一路径的共享文件夹"):
            list(runner(fails, [Input(str(tmp_path), "a.xlsx")], settings, 1, lambda item, error: None))


def test_no_cluster_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("perfeval.batch.cluster.CONNECT_SECONDS", 1)
    with pytest.raises(ClusterError, match="连不上集群"), connected("tcp://127.0.0.1:9"):
        pass


def test_no_cluster_is_one_sentence_in_the_terminal(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "perfeval", "run", str(tmp_path), "-o", str(tmp_path / "o")]
    done = subprocess.run(
        [*command, "--cluster", "127.0.0.1:9"], capture_output=True, text=True, encoding="utf-8", timeout=30
    )
    assert (done.returncode, done.stderr.count("\n"), done.stderr[:5]) == (2, 1, "连不上集群")


def sleeps(item: Input, settings: Settings) -> Seen:
    time.sleep(60)
    raise AssertionError


def dies(item: Input, settings: Settings) -> Seen:
    os._exit(139)


def fails(item: Input, settings: Settings) -> Seen:
    raise ValueError(item.name)


def says_its_process(item: Input, settings: Settings) -> int:
    print("a library talks")
    return os.getpid()


def says_its_profile(item: Input, settings: Settings) -> str:
    return profile.load(settings.profile, settings.folder).title


def test_child_process_sees_a_profile_edited_between_two_runs(tmp_path: Path) -> None:
    own = tmp_path / "县" / "profile.toml"
    own.parent.mkdir()
    item, settings = Input(str(tmp_path), "a.xlsx"), Settings(folder=tmp_path, spool=tmp_path, profile="县")
    found: list[str] = []

    def thread() -> None:
        for title, digest in (("旧", "1"), ("新", "2")):
            own.write_text(f'inherits = "mof"\ntitle = "{title}"', encoding="utf-8")
            found.append(remote.do(says_its_profile, item, replace(settings, digest=digest), 30))
        remote._own.child.end()

    t = threading.Thread(target=thread)
    t.start()
    t.join(60)
    assert found == ["旧", "新"]


def test_child_process_hangs_dies_fails_and_goes_on(tmp_path: Path) -> None:
    item, settings = Input(str(tmp_path), "a.xlsx"), Settings(folder=tmp_path, spool=tmp_path)
    found: list[Any] = []

    def thread() -> None:  # as a worker's thread, with a child of its own
        found.append(remote.do(says_its_process, item, settings, 30))
        for work, kind, seconds in ((sleeps, TimeoutError, 0.5), (dies, Died, 30), (fails, Failed, 30)):
            with pytest.raises(kind):
                remote.do(work, item, settings, seconds)
        found.append(remote.do(says_its_process, item, settings, 30))
        found.append(remote.do(says_its_process, item, settings, 30))
        remote._own.child.end()

    t = threading.Thread(target=thread)
    t.start()
    t.join(60)
    first, second, third = found
    assert os.getpid() not in found
    assert first != second == third
