"""Exit codes of every command: 0 done, 1 findings at level 错误, 2 wrong usage, 3 an input could not be read."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SAMPLES


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("码")
    book = next((SAMPLES / "稷山县医疗保障局_2020").glob("*.xlsx"))
    for folder, names in (("好", ["a.xlsx"]), ("坏", ["坏.xlsx"]), ("都有", ["a.xlsx", "坏.xlsx"]), ("空", [])):
        (home / folder).mkdir()
        for name in names:
            shutil.copy(book, home / folder / name)
            if name == "坏.xlsx":
                (home / folder / name).write_bytes(b"PK\x03\x04 half")
    return home


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        ("run 好 -o 甲", 0, "汇总：甲/汇总.xlsx"),
        ("run 好 -o 甲 --strict", 1, "汇总："),
        ("run 都有 -o 乙 --strict", 3, "未能读取 1 个文件"),
        ("run 空 -o 空/../空", 2, "结果不能放在放工作簿的文件夹 空 里"),
        ("watch 空 -o 空", 2, "结果不能放在放工作簿的文件夹 空 里"),
        ("rules --export 好/a.xlsx", 2, "好/a.xlsx 已经存在"),
        ("rules --export 规则.csv", 2, "规则.csv 应以 .xlsx 结尾"),
        ("template 应报清单 --year -5", 2, "--year 后面的数不能小于 1990"),
        ("run 坏 -o 丙", 3, "文件已损坏"),
        ("run 空 -o 丁", 0, "文件夹里没有工作簿"),
        ("run 没有", 2, "没有这个文件夹：没有"),
        ("check 好/a.xlsx", 2, "好/a.xlsx 是一个文件；请写放它的文件夹（好）"),
        ("run 好 -o 戊 -w -1", 2, "--workers / -w 后面的数不能小于 0"),
        ("watch 好 -o 戊 --profile 没有", 2, "没有名为“没有”的地方配置"),
        ("watch 好 -o 戊 -w -1", 2, "--workers / -w 后面的数不能小于 0"),
        ("run 好 -o 戊 --rules 坏/坏.xlsx", 2, "读不了 坏.xlsx：文件已损坏"),
        ("run 好 -o 戊 --profile 没有", 2, "没有名为“没有”的地方配置"),
        ("check 好", 1, "错误 自评-02"),
        ("check 都有 --format json", 3, "自评-02"),
        ("check 空", 0, "0 个单位"),
        ("check 好 --format xml", 2, "--format 只能是"),
        ("inspect 好/a.xlsx", 0, "文件 a.xlsx"),
        ("inspect 坏/坏.xlsx", 3, "未能读取：文件已损坏"),
        ("inspect 好/没有.xlsx", 2, "没有这个文件"),
        ("inspect 好", 2, "好 是一个文件夹；这里要写其中的一个文件。整个文件夹一起核对：perfeval run 好"),
        ("clean 好", 2, "好 是一个文件夹"),
        ("rules 资金-0", 0, "资金-04"),
        ("rules 不超过全年预算数", 0, "资金-04"),
        ("clean 好/a.xlsx", 0, "不必清理"),
        ("clean 坏/坏.xlsx", 3, "文件已损坏"),
        ("diff 好/a.xlsx 好/a.xlsx", 0, "两版内容相同"),
        ("diff 好/a.xlsx 坏/坏.xlsx", 3, "坏.xlsx 文件已损坏"),
        ("rules 无此编号", 2, "没有编号为“无此编号”的规则"),
        ("rules --export 没有/a.xlsx", 2, "文件或文件夹已不在原处"),
    ],
)
def test_code_and_sentence(home: Path, command: str, code: int, says: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "perfeval", *command.split()], cwd=home, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == code, done
    assert says in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
