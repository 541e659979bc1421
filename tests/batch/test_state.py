"""What a run remembers: only changed files are read again, and one run at a time writes into a folder."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from perfeval.batch.discover import STATE
from perfeval.batch.group import Seen
from perfeval.batch.state import SUMMARY, Busy, Remembered, State
from perfeval.write.brief import Brief, Finding, Progress, Project, brief_from_json, brief_to_json, compared, kept

BRIEF = Brief(
    unit="甲局",
    code=None,
    year=2024,
    name="甲局_2024",
    profile="mof",
    self_score=Decimal("94"),
    suggested=Decimal("93.10"),
    grade="优",
    projects=(
        Project(
            "项目", "项目支出绩效自评表", "a.xlsx", "Sheet1", "万元", *[Decimal("65.66")] * 3, *[None] * 4, "优", None
        ),
    ),
    findings=(
        Finding(
            "错误", "不通过", "SC-02", "名", "总分", "a.xlsx", "Sheet1!I19", "多1分", Decimal(94), Decimal(93),
            Decimal(1), "改", "算术关系", "", "SC-02|项目支出绩效自评表|", "", ("Sheet1!I19", "Sheet1!J6"),
        ),
    ),
    unread=(("坏.xlsx", "已损坏"),),
    remarks=("说明",),
    workbooks=("a_批注.xlsx",),
    copies=(("a.xlsx", "a_批注.xlsx"),),
    rules={("SC-02", "名"): Counter({"不通过": 1, "通过": 3})},
)  # fmt: skip


def test_brief_survives_its_json() -> None:
    assert brief_from_json(*brief_to_json(BRIEF)) == replace(BRIEF, rules={})


def test_unchanged_file_is_known_and_a_changed_one_is_not(tmp_path: Path) -> None:
    seen = Seen("a.xlsx", None, "/x", sha256="0" * 64, spool="/x", unit="甲局", year=2024)
    with State(tmp_path) as state:
        state.remember_file(seen, 10, 20)
    with State(tmp_path) as state:
        known = state.seen("a.xlsx", 10, 20)
        assert known is not None
        assert known.home == ""  # the folder may have moved: the run knows where its files lie
        assert (known.unit, known.sha256, known.spool) == ("甲局", "0" * 64, None)
        assert state.seen("a.xlsx", 11, 20) is None
        assert state.seen("a.xlsx", 10, 21) is None


def test_dossier_stands_by_its_key_and_leaves_when_its_input_is_gone(tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    file.write_text("{}")
    with State(tmp_path) as state:
        state.remember(kept(BRIEF), "key", tmp_path)
        state.forget_others()
        assert list(state.briefs()) == [replace(BRIEF, rules={})]
        assert state.rules() == BRIEF.rules
        state.write_note(SUMMARY, "x")
    with State(tmp_path) as state:
        assert state.stands("甲局_2024", "key", tmp_path)
        assert not state.stands("甲局_2024", "another", tmp_path)
        state.keep("甲局_2024")
        state.forget_others()
        assert state.note(SUMMARY) == "x"
        file.write_text("changed by a person")
        assert not state.stands("甲局_2024", "key", tmp_path)
    with State(tmp_path) as state:
        state.forget_others()
        assert state.note(SUMMARY) is None
        assert list(state.briefs()) == []


def test_progress_since_the_last_version(tmp_path: Path) -> None:
    (old,) = BRIEF.findings
    left, new = replace(old, about="执行率", severity="警告"), replace(old, about="满意度")
    stays = replace(old, about="总额", severity="警告", reply="情况属实：按规定（数字已变，请再确认）")
    hint = replace(old, about="X", severity="提示")
    first = replace(BRIEF, findings=(old, left, hint, stays))
    # the file has another name the second time: it is the same finding all the same
    second = replace(BRIEF, findings=(replace(left, reply="情况属实：按规定", file="改.xlsx"), new, hint, stays))
    with State(tmp_path) as state:
        state.remember(kept(first), "1", tmp_path, "a")
        state.remember(kept(second), "2", tmp_path, "b")
        (brief,) = state.briefs()
    assert brief.progress == Progress(before=3, mended=1, explained=1, left=1, new=1)
    assert [f.change for f in brief.findings] == ["已说明", "新增", "", "未改"]
    with State(tmp_path) as state:
        state.remember(kept(second), "another rule file", tmp_path, "b")
        (again,) = state.briefs()
    assert again == brief  # the same inputs, done again: what was mended stays said
    with State(tmp_path) as state:
        state.remember(kept(second), "2", tmp_path, "c")
        (again,) = state.briefs()
    assert again.progress == Progress(before=3, mended=0, explained=1, left=2, new=0)
    error = replace(BRIEF, findings=(replace(old, reply="情况属实：按规定"),))
    with State(tmp_path) as state:
        for version in "de":
            state.remember(kept(error), version, tmp_path, version)
        (again,) = state.briefs()
    assert [f.change for f in again.findings] == ["未改"]  # an 错误 is to be mended, whatever is said of it


def test_two_findings_about_the_same_are_two(tmp_path: Path) -> None:
    (one,) = BRIEF.findings
    brief = compared(replace(BRIEF, findings=(one, one)), replace(BRIEF, findings=(one, one, one)))
    assert brief.progress == Progress(before=2, mended=0, explained=0, left=2, new=1)


def test_second_run_in_the_same_folder_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with State(tmp_path), pytest.raises(Busy, match="另一个 perfeval"):
        State(tmp_path)


def remembered(folder: Path) -> Remembered:
    with State(folder) as state:
        state.remember(kept(BRIEF), "key", folder)
        found = state.remembered()
    assert isinstance(found, Remembered)
    return found


def test_dossiers_are_read_from_a_network_drive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = remembered(tmp_path)
    monkeypatch.setattr(Path, "as_uri", lambda path: f"file://server/share{path}")  # as that of \\server\share
    assert [b.name for b in found] == [BRIEF.name]


def test_only_a_run_at_work_is_called_one(tmp_path: Path) -> None:
    found = remembered(tmp_path)
    with State(tmp_path), pytest.raises(Busy, match="请等它结束再看"):
        list(found)
    (tmp_path / STATE).write_bytes(b"not a database at all" * 100)
    with pytest.raises(OSError, match="not a database"):
        list(found)
    (tmp_path / STATE).unlink()
    with pytest.raises(FileNotFoundError):
        list(found)
    assert not (tmp_path / STATE).exists()


def test_damaged_state_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / STATE).write_bytes(b"not a database at all" * 100)
    with State(tmp_path) as state:
        assert state.seen("a.xlsx", 1, 1) is None


def test_state_damaged_where_the_power_failed_is_begun_anew(tmp_path: Path) -> None:
    state = State(tmp_path)
    for n in range(300):
        state.remember_file(Seen(f"{n}.xlsx", None, sha256="0" * 64, unit="甲局" * 20), 10, 20)
    state._db.close()  # cut off
    data = bytearray((tmp_path / STATE).read_bytes())
    at = len(data) // 2 // 4096 * 4096
    data[at : at + 8192] = b"\xff" * 8192
    (tmp_path / STATE).write_bytes(data)
    with State(tmp_path) as state:
        assert state.seen("1.xlsx", 10, 20) is None
        state.remember_file(Seen("1.xlsx", None, sha256="0" * 64), 10, 20)
    with State(tmp_path) as state:
        assert state.seen("1.xlsx", 10, 20) is not None
