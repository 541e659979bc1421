"""What a run does with the reports of its last run, and with what it is told about them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest
from docx import Document

from perfeval.batch import Outcome, run
from perfeval.profile import BUILT_IN
from perfeval.write import office
from perfeval.write.report import texts
from perfeval.write.report.real_pages import outline

from ..conftest import SAMPLES
from .read_docx import highlighted, text_of

HOME = SAMPLES / "塘湖镇_2020"
HEADING = "绩效自评结果拟应用和公开情况"


def go(folder: Path, output: Path, **options: object) -> tuple[Outcome, list[Path]]:
    outcome = run(folder, output, workers=0, **options)  # type: ignore[arg-type]
    return outcome, sorted(output.glob("*/*.docx"))


def test_a_report_that_a_person_has_saved_is_not_overwritten(tmp_path: Path) -> None:
    folder, output = tmp_path / "收件", tmp_path / "output"
    shutil.copytree(HOME, folder)
    _, (target,) = go(folder, output)
    document = Document(str(target))
    document.add_paragraph("单位自己写的一段。")
    document.save(str(target))
    outcome, found = go(folder, output, fresh=True)
    assert [p.stem.rpartition("_")[2] for p in found] == ["自评报告", "新"]
    assert "单位自己写的一段。" in text_of(found[0]) and "单位自己写的一段。" not in text_of(found[1])
    assert any("有人改过，没有覆盖" in r and found[1].name in r for r in outcome.remarks)
    assert len(go(folder, output, fresh=True)[1]) == 2  # ours are written over


def test_a_final_report_with_something_missing_needs_to_be_asked_for(tmp_path: Path) -> None:
    outcome, found = go(HOME, tmp_path / "一", final=True)
    assert found == [] and any("没有出定稿" in r for r in outcome.remarks)
    outcome, (target,) = go(HOME, tmp_path / "二", final=True, report={"unfinished": True})
    assert highlighted(target) and "本稿待补充事项" not in text_of(target)
    assert not any("没有出定稿" in r for r in outcome.remarks)


def test_deadline_and_sender_come_from_the_settings(tmp_path: Path) -> None:
    said = {"deadline": "2025年3月31日", "sender": "某某县财政局"}
    _, found = go(HOME, tmp_path, feedback=True, report=said)
    letter = text_of(next(p for p in found if "反馈" in p.name))
    assert "请于2025年3月31日前" in letter and "某某县财政局" in letter


def test_charts_are_drawn_where_they_are_wanted(tmp_path: Path) -> None:
    _, (without,) = go(HOME, tmp_path / "一")
    _, (target,) = go(HOME, tmp_path / "二", report={"charts": True})
    assert "图1  一级指标得分情况" in text_of(target) and "图1" not in text_of(without)


def test_that_there_is_no_libreoffice_for_the_pages_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    folder = tmp_path / "收件"
    for home in ("塘湖镇_2020", "稷山县医疗保障局_2020"):
        shutil.copytree(SAMPLES / home, folder / home)
    outcome, _ = go(folder, tmp_path / "output", report={"exact_pages": True})
    assert sum("--exact-pages 没有起作用" in r for r in outcome.remarks) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
def test_pages_are_asked_of_a_libreoffice_that_is_not_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice.exe"
    pdf = "b'/Kids[7 0 R 9 0 R] /Title<FEFF7532>/Dest[9 0 R/XYZ 1 2]'"
    program.write_text(
        f"#!{sys.executable}\nimport sys, pathlib\n(pathlib.Path(sys.argv[-2]) / 'report.pdf').write_bytes({pdf})\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(office, "PLACES", (str(program),))
    assert outline(b"") == [("甲", 2)]


@pytest.mark.parametrize("where", ["profile", "units"])
def test_a_changed_sentence_of_the_profile_is_in_the_next_report(tmp_path: Path, where: str) -> None:
    own = tmp_path / "县"
    own.mkdir()
    (own / "profile.toml").write_text('inherits = "mof"', encoding="utf-8")
    chosen: dict[str, object] = {"profile": str(own)} if where == "profile" else {"units": {"塘湖镇_2020": str(own)}}
    folder = tmp_path / "收件"
    shutil.copytree(HOME, folder / HOME.name)
    text = (BUILT_IN / "mof" / "report.toml").read_text(encoding="utf-8")
    _, (before,) = go(folder, tmp_path / "output", **chosen)
    assert HEADING in text_of(before)
    (own / "report.toml").write_text(text.replace(HEADING, "公开的情况"), encoding="utf-8")
    texts.load.cache_clear()  # as in the process of the next run
    _, (after,) = go(folder, tmp_path / "output", **chosen)
    assert "公开的情况" in text_of(after)
