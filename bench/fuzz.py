"""Fuzzing: damaged real workbooks through the whole pipeline. No crash, no hang, no traceback, a reason for each.

    python bench/fuzz.py --count 20000 --seed 1 --workers 2

Seeds are the published forms under tests/cases and sample_workbooks. Each input is one of them with up to four
mutations: of its bytes, of the members of its package, of the nodes, attributes and texts of its XML. It is read,
scored, checked and annotated in a process of its own with a time limit; the copy must open again, and every tenth also
gets its report and result.json. An input is named by seed and number and made again from them alone (``--only 4711``).
The figures of the runs made are in bench/FUZZ.md.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as PoolTimeout
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from lxml import etree

ROOT = Path(__file__).resolve().parents[1]
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".docx")
LARGEST = 2_000_000
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NUMBERS = (
    "",
    "0",
    "-1",
    "1e400",
    "-0",
    "NaN",
    "99999999999999999999",
    "1048577",
    "16385",
    "2147483648",
    "0x10",
    "１２",
)
PLACES = ("A1", "XFD1048576", "XFE1048577", "A0", "$A$1:A", "A1:XFD1048576", "B2:A1", "A1:A1:A1", "ZZZZ9", "1A")
TEXTS = (
    "=cmd|' /C calc'!A0", "#REF!", "\u202e反", "10" * 200, "完" * 40_000, "-99.9%", "100分", "≥", "30元/人", "_x0000_",
    "&amp;lt;", "https://example.org/x.xlsx", "rId999", "../../../etc/passwd", "true", "2024-02-30", "一二三四五",
    "等于", "1/0", "  ", "\n\n", "０．５", "1,2,3", "%", "[Red]0.00;;;@@@[[", "SUM(A:A)", "A1+" * 500 + "1",
)  # fmt: skip
Chance = random.Random


def seeds() -> list[Path]:
    """The real files that are damaged, in a fixed order."""
    found = [p for home in ("tests/cases", "sample_workbooks") for p in (ROOT / home).rglob("*")]
    return sorted(p for p in found if p.suffix.lower() in SUFFIXES and p.stat().st_size <= LARGEST)


def bytes_mutated(data: bytes, chance: Chance) -> bytes:
    """A few bytes turned, cut out, put in, doubled or cut off."""
    body = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        if not body:
            break
        at = chance.randrange(len(body))
        length = chance.choice((1, 2, 4, 16, 200, 4096))
        how = chance.randrange(6)
        if how <= 1:
            body[at] ^= 1 << chance.randrange(8)
        elif how == 2:
            body[at : at + length] = chance.randbytes(min(length, len(body) - at))
        elif how == 3:
            del body[at : at + length]
        elif how == 4:
            body[at:at] = body[at : at + length]
        elif chance.random() < 0.2:
            del body[at:]
    return bytes(body)


def _value(chance: Chance) -> str:
    return str(chance.choice(chance.choice((NUMBERS, PLACES, TEXTS))))


def _xml_safe(text: str) -> str:
    return "".join(c for c in text if c in "\t\n\r" or ord(c) >= 32)


def _node(root: etree._Element, chance: Chance) -> etree._Element:
    every = [n for n in root.iter() if isinstance(n.tag, str)]
    return chance.choice(every)


def _attribute(node: etree._Element, chance: Chance) -> None:
    names = list(node.attrib)
    if not names:
        node.set(chance.choice(("r", "s", "t", "ref", "count", "hidden", "customFormat")), _value(chance))
    elif chance.random() < 0.2:
        del node.attrib[chance.choice(names)]
    else:
        node.set(chance.choice(names), _xml_safe(_value(chance)))


def _structure(node: etree._Element, root: etree._Element, chance: Chance) -> None:
    parent = node.getparent()
    if parent is None:
        return
    how = chance.randrange(5)
    if how == 0:
        parent.remove(node)
    elif how == 1:
        times = chance.choice((1, 1, 3, 60))
        for _ in range(min(times, 20_000 // sum(1 for _ in node.iter()))):
            parent.append(deepcopy(node))
    elif how == 2:
        other = _node(root, chance)
        if node not in (other, *other.iterancestors()):
            other.append(node)
    elif how == 3:
        node.tag = chance.choice((f"{{urn:x}}{etree.QName(node).localname}", "x", str(_node(root, chance).tag)))
    else:
        for _ in range(chance.choice((5, 240))):  # deep
            inner = etree.SubElement(node, node.tag)
            node = inner


def xml_mutated(data: bytes, chance: Chance) -> bytes:
    """Nodes, attributes and texts changed; what is no XML has its bytes changed."""
    try:
        root = etree.fromstring(data, etree.XMLParser(huge_tree=True))
    except etree.XMLSyntaxError:
        return bytes_mutated(data, chance)
    for _ in range(chance.choice((1, 1, 2, 5, 30))):
        node = _node(root, chance)
        how = chance.randrange(10)
        if how < 4:
            _attribute(node, chance)
        elif how < 7:
            node.text = _xml_safe(_value(chance))
        else:
            _structure(node, root, chance)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        return [(i.filename, z.read(i)) for i in z.infolist() if not i.is_dir()]


def _zipped(members: list[tuple[str, bytes]], chance: Chance) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))) as z:
        for name, data in members:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a doubled name is what we want
                z.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def package_mutated(data: bytes, chance: Chance) -> bytes:
    """Members dropped, doubled, swapped, renamed, cut; more often the XML of one changed."""
    try:
        members = _members(data)
    except Exception:
        return bytes_mutated(data, chance)  # damaged by a mutation before this one
    if not members:
        return data
    at = chance.randrange(len(members))
    name, body = members[at]
    how = chance.randrange(16)
    if how == 0:
        del members[at]
    elif how == 1:
        members.append((name, body))
    elif how == 2:
        other = chance.randrange(len(members))
        members[at], members[other] = (name, members[other][1]), (members[other][0], body)
    elif how == 3:
        members[at] = (chance.choice((name.upper(), f"../{name}", f"/{name}", name.replace("/", "\\"), "x.xml")), body)
    elif how == 4:
        members[at] = (name, bytes_mutated(body, chance))
    else:
        sheets = [i for i, (n, _) in enumerate(members) if "sheet" in n or n.endswith(("content.xml", "document.xml"))]
        if sheets and chance.random() < 0.5:
            at = chance.choice(sheets)
            name, body = members[at]
        members[at] = (name, xml_mutated(body, chance))
    return _zipped(members, chance)


def mutated(data: bytes, chance: Chance) -> bytes:
    """One to four mutations of a file."""
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        mutation: Callable[[bytes, Chance], bytes] = package_mutated
        if data[:2] != b"PK" or chance.random() < 0.15:
            mutation = bytes_mutated
        data = mutation(data, chance)
    return data


@cache
def _read(path: Path) -> bytes:
    return path.read_bytes()


def chosen(seed: int, number: int) -> Path:
    """The file that input ``number`` comes from."""
    return random.Random(f"{seed}-{number}").choice(seeds_once())


def made(seed: int, number: int) -> tuple[Path, bytes]:
    """Input ``number`` of a run: the file it comes from, and its bytes."""
    chance = random.Random(f"{seed}-{number}")
    source = chance.choice(seeds_once())
    return source, mutated(_read(source), chance)


@cache
def seeds_once() -> list[Path]:
    return seeds()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one input. ``fault``: what must not happen; ``reason``: why it was not read."""

    number: int
    source: str
    reason: str | None = None
    fault: str | None = None
    seconds: float = 0.0


def tried(task: tuple[int, int]) -> Verdict:
    """One input through the pipeline; runs in a worker process."""
    seed, number = task
    source, data = made(seed, number)
    start = time.monotonic()
    verdict = Verdict(number, source.name)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as home:
        path = Path(home) / f"损坏{source.suffix.lower()}"
        path.write_bytes(data)
        try:
            verdict = replace(verdict, reason=_through(path, Path(home), whole=number % 10 == 0))
        except BaseException:  # a panic of a library is no Exception
            verdict = replace(verdict, fault=traceback.format_exc(limit=-6))
    reason = verdict.reason
    if reason is not None and ("\n" in reason or "Error" in reason or not CHINESE.search(reason)):
        verdict = replace(verdict, fault=f"not a Chinese sentence on one line: {reason!r}")
    return replace(verdict, seconds=time.monotonic() - start)


def _through(path: Path, home: Path, *, whole: bool) -> str | None:
    """The reason why the file was not read, or None. Raises where the pipeline fails."""
    from perfeval import profile
    from perfeval.batch.one import Unreadable, evaluate
    from perfeval.batch.output import write_outputs
    from perfeval.batch.work import Settings
    from perfeval.read.workbook import open_workbook
    from perfeval.write.annotated.annotate import annotate

    try:
        evaluation = evaluate(path)
    except Unreadable as error:
        return str(error)
    output = home / "output"
    if whole:
        rules = profile.load("mof", home)
        settings = Settings(folder=home, spool=home, output=output, feedback=True)
        write_outputs(evaluation, rules, settings)
        copies = list(output.rglob("*.xls[xm]"))
    else:
        output.mkdir()
        (source,) = evaluation.dossier.sources
        copies = [annotate(source, evaluation, output / "损坏_批注.xlsx").path] if path.suffix != ".docx" else []
    for copy in copies:
        unread = open_workbook(copy, copy.name).unread
        if unread:
            raise AssertionError(f"the annotated copy does not open: {unread}")
    return None


def run(seed: int, numbers: range, workers: int, seconds: float) -> Iterator[Verdict]:
    """Verdicts in order; an input that kills or outlasts its process has that as its fault."""
    from pebble import ProcessPool

    with ProcessPool(max_workers=workers, max_tasks=2000) as pool:
        for start in range(numbers.start, numbers.stop, 500):
            part = range(start, min(start + 500, numbers.stop))
            waiting = [(n, pool.schedule(tried, args=[(seed, n)], timeout=seconds)) for n in part]
            for n, future in waiting:
                try:
                    yield future.result()
                except PoolTimeout:
                    yield Verdict(n, chosen(seed, n).name, fault=f"hang: longer than {seconds:.0f} s", seconds=seconds)
                except Exception as error:
                    yield Verdict(n, chosen(seed, n).name, fault=f"the process died: {error!r}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=120, help="the limit of a file in a real run")
    parser.add_argument("--only", type=int, help="one input, in this process; --keep writes it out")
    parser.add_argument("--keep", type=Path, help="folder for the inputs with a fault")
    args = parser.parse_args()
    if args.only is not None:
        verdicts: Iterator[Verdict] = iter([tried((args.seed, args.only))])
    else:
        verdicts = run(args.seed, range(args.start, args.start + args.count), args.workers, args.seconds)
    reasons: Counter[str] = Counter()
    faults, n, slowest = 0, 0, (0.0, 0)
    for n, v in enumerate(verdicts, 1):
        slowest = max(slowest, (v.seconds, v.number))
        reasons[re.sub(r"^\S+ ", "", v.reason) if v.reason else "（读了，批注了）"] += 1
        if v.fault:
            faults += 1
            print(f"-- {v.number} {v.source}\n{v.fault}", flush=True)
        if args.keep and (v.fault or args.only is not None):
            args.keep.mkdir(parents=True, exist_ok=True)
            source, data = made(args.seed, v.number)
            (args.keep / f"{v.number}{source.suffix}").write_bytes(data)
        if n % 1000 == 0:
            print(f"{n} inputs, {faults} faults", file=sys.stderr, flush=True)
    print(f"{n} inputs, {faults} faults, slowest {slowest[0]:.1f} s (number {slowest[1]})")
    for reason, times in reasons.most_common(40):
        print(f"{times:7} {reason}")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
