"""The main job, end to end, on real workbooks: what comes out, what is left alone, what is said of bad files."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from perfeval.batch import Outcome, run
from perfeval.batch.said import Sentence
from tests.conftest import CASES, ROOT, SAMPLES

SCHEMA = json.loads((ROOT / "docs" / "result.schema.json").read_text(encoding="utf-8"))


def outputs(folder: Path) -> list[Path]:
    """All files but the run's own memory."""
    return [p for p in sorted(folder.rglob("*")) if p.is_file() and not p.name.startswith(".perfeval")]


def hashes(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in outputs(folder)}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Outcome]:
    output = tmp_path_factory.mktemp("run") / "output"
    before = hashes(SAMPLES)
    outcome = run(SAMPLES, output, workers=0, debug=True)
    assert hashes(SAMPLES) == before
    return output, outcome


def result_of(output: Path, folder: str) -> dict[str, Any]:
    results = [json.loads(p.read_text(encoding="utf-8")) for p in output.glob("*/result.json")]
    return next(r for r in results if r["sources"][0]["file"].startswith(folder))


def test_three_dossiers_come_out_whole(samples: tuple[Path, Outcome]) -> None:
    output, outcome = samples
    assert (outcome.unread, outcome.failed, outcome.traces) == ([], [], [])
    assert len(outcome.briefs) == 3
    for brief in outcome.briefs:
        home = output / brief.name
        names = {p.name for p in home.iterdir()}
        assert names == {"result.json", brief.report, *brief.workbooks}
        assert brief.unrecognised == 0
    book = openpyxl.load_workbook(output / "汇总.xlsx")
    assert {"单位一览", "项目一览", "问题清单", "未能读取的文件"} <= set(book.sheetnames)


def test_every_result_follows_the_schema(samples: tuple[Path, Outcome]) -> None:
    output, _ = samples
    for path in output.glob("*/result.json"):
        jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), SCHEMA)


def test_second_run_writes_nothing(samples: tuple[Path, Outcome]) -> None:
    output, first = samples
    before = {p: p.stat().st_mtime_ns for p in outputs(output)}
    again = run(SAMPLES, output, workers=0)
    assert again.unchanged == 3
    assert [b.name for b in again.briefs] == [b.name for b in first.briefs]
    assert {p: p.stat().st_mtime_ns for p in outputs(output)} == before


def test_fresh_run_gives_the_same_bytes(samples: tuple[Path, Outcome], tmp_path: Path) -> None:
    output, _ = samples
    run(SAMPLES, tmp_path / "output", workers=0)
    assert hashes(tmp_path / "output") == hashes(output)


def test_worker_processes_give_the_same_as_one_process(samples: tuple[Path, Outcome], tmp_path: Path) -> None:
    output, _ = samples
    run(SAMPLES, tmp_path / "output", workers=2)
    for path in output.glob("*/result.json"):
        assert (tmp_path / "output" / path.parent.name / "result.json").read_bytes() == path.read_bytes()


def test_bad_files_have_a_reason_and_stop_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    shutil.copytree(SAMPLES, folder)
    whole = next(folder.glob("稷山*/*.xlsx")).read_bytes()
    (folder / "损坏.xlsx").write_bytes(whole[:3000])
    (folder / "改名.xlsx").write_text("这是文字", encoding="utf-8")
    (folder / "空.xlsx").write_bytes(b"")
    with zipfile.ZipFile(folder / "假.xlsx", "w") as z:
        z.writestr("a.txt", "not a workbook")
    outcome = run(folder, tmp_path / "output", workers=0)
    assert len(outcome.briefs) == 3
    assert [name for name, _ in outcome.unread] == sorted(["损坏.xlsx", "改名.xlsx", "空.xlsx", "假.xlsx"])
    assert all(reason and "\n" not in reason and "Error" not in reason for _, reason in outcome.unread)
    sheet = openpyxl.load_workbook(tmp_path / "output" / "汇总.xlsx")["未能读取的文件"]
    assert {sheet.cell(r, 1).value for r in range(4, 8)} == {name for name, _ in outcome.unread}


def test_all_published_forms_run_and_follow_the_schema(tmp_path: Path) -> None:
    outcome = run(CASES, tmp_path, workers=0, debug=True)
    assert (outcome.unread, outcome.failed, outcome.traces) == ([], [], [])
    assert len(outcome.briefs) == len(list(CASES.glob("*/truth.json")))
    for path in tmp_path.glob("*/result.json"):
        jsonschema.validate(json.loads(path.read_text(encoding="utf-8")), SCHEMA)


def test_annotated_copy_that_comes_back_is_read_without_our_additions(
    samples: tuple[Path, Outcome], tmp_path: Path
) -> None:
    output, _ = samples
    folder = tmp_path / "收件" / "稷山"
    folder.mkdir(parents=True)
    annotated = next(output.glob("稷山*/*_批注.xlsx"))
    shutil.copy(annotated, folder)
    run(folder.parent, tmp_path / "output", workers=0)
    old = result_of(output, "稷山")
    new = result_of(tmp_path / "output", "稷山")
    for result in (old, new):
        for form in result["forms"]:
            form.pop("file")
    assert json.dumps(new["forms"]).replace("_批注", "").count("Sheet1!I19") == json.dumps(old["forms"]).count(
        "Sheet1!I19"
    )
    assert [s["name"] for s in new["sources"][0]["sheets"]] == [s["name"] for s in old["sources"][0]["sheets"]]
    assert [(c["rule"], c["status"]) for c in new["checks"]] == [(c["rule"], c["status"]) for c in old["checks"]]
    (copy,) = (tmp_path / "output").glob("*/*.xlsx")
    assert copy.name == annotated.name


def test_zip_is_opened_like_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "收件"
    folder.mkdir()
    with zipfile.ZipFile(folder / "稷山.zip", "w") as z:
        for book in SAMPLES.glob("稷山*/*.xlsx"):
            z.write(book, book.name)
    (folder / "坏.zip").write_bytes(b"PK\x03\x04 not a zip")
    outcome = run(folder, tmp_path / "output", workers=0)
    (brief,) = outcome.briefs
    assert brief.workbooks
    assert [name for name, _ in outcome.unread] == ["坏.zip"]
    again = run(folder, tmp_path / "output", workers=0)
    assert again.unchanged == 1


def test_reply_written_into_the_output_is_kept_and_counted(tmp_path: Path) -> None:
    folder, output = tmp_path / "收件", tmp_path / "output"
    shutil.copytree(SAMPLES / "稷山县医疗保障局_2020", folder / "稷山")
    run(folder, output, workers=0)
    (copy,) = output.glob("*/*_批注.xlsx")
    book = openpyxl.load_workbook(copy)
    sheet = book["核对结果"]
    (head,) = [r for r in range(1, 12) if any(c.value == "单位答复" for c in sheet[r])]
    columns = {c.value: c.column for c in sheet[head]}
    levels = [sheet.cell(row, columns["级别"]).value for row in range(head + 1, head + 4)]
    assert levels == ["●错误", "▲警告", "▲警告"]
    for row in (1, 2):  # a reason for an 错误 does not settle it
        sheet.cell(head + row, columns["单位答复"]).value = "情况属实"
        sheet.cell(head + row, columns["单位说明"]).value = "按县考核扣减"
    sheet.cell(head + 3, columns["单位说明"]).value = "见附件"
    book.save(copy)
    mine = copy.read_bytes()
    outcome = run(folder, output, workers=0)
    assert copy.read_bytes() == mine
    assert copy.with_name(copy.name.replace("_批注", "_批注_新")).exists()
    (brief,) = outcome.briefs
    assert brief.findings[0].reply == "情况属实：按县考核扣减"
    assert any("没有覆盖" in r for r in outcome.remarks)
    result = json.loads((copy.parent / "result.json").read_text(encoding="utf-8"))
    replies = ["情况属实：按县考核扣减", "情况属实：按县考核扣减", "说明：见附件"]
    assert sorted(c["reply"] for c in result["checks"] if c["reply"]) == replies
    rows = openpyxl.load_workbook(output / "汇总.xlsx")["整改情况"]
    graded = brief.count("错误") + brief.count("警告")
    columns = {c.value: i for i, c in enumerate(rows[3])}
    told = [rows[4][columns[title]].value for title in ("上次问题", "已改", "已说明", "未改", "新增")]
    assert told == [graded, 0, 2, graded - 2, 0]


def test_a_folder_that_has_moved_is_read_where_it_lies_now(tmp_path: Path) -> None:
    """One of the unit's two workbooks has changed: the other is known from the last run, and read again from here."""
    unit = tmp_path / "去年放这里" / "某单位"
    unit.mkdir(parents=True)
    of_2023 = "anhui-jinzhai-chagu-zhengti", "anhui-xiaoxian-zhangzhuangzhai", "anhui-xiuning-wenwu-zhanchen"
    *books, other = (next((CASES / f"{name}-2023").glob("*.xlsx")) for name in of_2023)
    for n, book in enumerate(books):
        shutil.copy(book, unit / f"{n}.xlsx")
    run(unit.parent, tmp_path / "output", workers=0)
    moved = unit.parent.rename(tmp_path / "今年放这里")
    shutil.copy(other, moved / "某单位" / "1.xlsx")
    outcome = run(moved, tmp_path / "output", workers=0)
    assert not outcome.unread and not outcome.failed and outcome.unchanged == 0
    (result,) = (tmp_path / "output").glob("*/result.json")
    sources = json.loads(result.read_text(encoding="utf-8"))["sources"]
    assert [s["unread"] for s in sources] == [None, None]


def test_a_unit_that_is_gone_leaves_the_summary_and_it_is_said(tmp_path: Path) -> None:
    for n, book in enumerate(sorted(CASES.glob("*/*.xlsx"))[:2]):
        (tmp_path / "收件" / str(n)).mkdir(parents=True)
        shutil.copy(book, tmp_path / "收件" / str(n))
    before = {b.name for b in run(tmp_path / "收件", tmp_path / "output", workers=0).briefs}
    shutil.rmtree(tmp_path / "收件" / "0")
    outcome = run(tmp_path / "收件", tmp_path / "output", workers=0)
    (gone,) = before - {b.name for b in outcome.briefs}
    assert outcome.remarks == [f"{gone}这次没有，汇总不再列入；原来的结果文件夹没有动"]
    assert (tmp_path / "output" / gone / "result.json").exists()


def test_results_of_an_earlier_run_are_no_input(tmp_path: Path) -> None:
    book = next(CASES.glob("*/*.xlsx"))
    (unit := tmp_path / "某单位").mkdir()
    shutil.copy(book, unit)
    run(tmp_path, tmp_path / "output", workers=0)
    outcome = run(tmp_path, tmp_path / "第二次", workers=0)
    assert (outcome.files, len(outcome.briefs)) == (1, 1)
    assert any(r.startswith("output 是以前的结果文件夹") for r in outcome.remarks)


def test_fewer_processes_than_none_are_refused_and_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(Sentence, match="不能小于 0，不能是 -1"):
        run(tmp_path, None, workers=-1)
