"""A file of a profile that is not written right: a sentence with the file and the place in it, no English."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from perfeval.check.own_rules import load_rules
from perfeval.profile import Profile, ProfileError, load
from perfeval.read.report_text import words_of
from perfeval.write.blank.plan import described
from perfeval.write.report.texts import load as texts

READERS: dict[str, Callable[[Profile], object]] = {
    "report.toml": texts,
    "report_text.toml": words_of,
    "template.toml": described,
    "words.toml": lambda profile: profile,
    "rules.toml": lambda profile: load_rules(profile.folders[0] / "rules.toml"),
}


def made(folder: Path, file: str, content: bytes) -> Profile:
    folder.mkdir()
    (folder / "profile.toml").write_text('inherits = "mof"', encoding="utf-8")
    (folder / file).write_bytes(content)
    return load(str(folder))


@pytest.mark.parametrize("file", READERS)
@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('甲 = 1\n"乙" = '.encode(), "第[12]行第[0-9]+字写法有误：一行写一项"),
        ('"乙" = "单位"'.encode("gbk"), "不是 UTF-8 编码的文字：请在记事本里"),
    ],
)
def test_file_and_place_are_said(tmp_path: Path, file: str, content: bytes, said: str) -> None:
    with pytest.raises(ProfileError, match=said) as error:
        READERS[file](made(tmp_path / "省", file, content))
    text = str(error.value)
    assert text.startswith(str(tmp_path / "省" / file))
    assert not re.search("[a-z]{3,}", text.removeprefix(str(tmp_path / "省" / file)))


def test_words_of_an_heir_come_before_those_of_the_base(tmp_path: Path) -> None:
    base = words_of(load())
    own = '[[fields]]\nname = "编制数"\npattern = "县定编(\\\\d+)名"\n'
    heir = words_of(made(tmp_path / "省", "report_text.toml", own.encode()))
    assert heir["fields"] == [{"name": "编制数", "pattern": "县定编(\\d+)名"}, *base["fields"]]
    assert heir["cover"] == base["cover"]
