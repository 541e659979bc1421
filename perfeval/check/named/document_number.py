"""RX-09: 文号 that are known to be written wrongly, or under another title than the document has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from perfeval.check.forms import passed, texts
from perfeval.language.rule import Rule
from perfeval.model import CheckResult, Dossier

_DOCUMENT = re.compile(
    r"《(?P<title>.{4,90}?)》[（(]?(?P<body>[一-鿿]{1,8})[〔\[（(【﹝](?P<year>\d{4})[〕\])）】﹞]第?(?P<serial>\d+)号"
)


def document_number(dossier: Dossier, rule: Rule, parameters: Mapping[str, Any]) -> Iterator[CheckResult]:
    """引用文件的文号与名称相符 (``文号``: list of {号, 名称}: the titles as keywords). Basis: 审核惯例."""
    known = parameters.get("文号", [])
    for form in dossier.forms:
        seen = 0
        hits = []
        for where, leaf in texts(form):
            for cited in _DOCUMENT.finditer("".join(leaf.text.split())):
                seen += 1
                right = next((k["号"] for k in known if all(w in cited["title"] for w in k["名称"])), None)
                number = f"{cited['body']}〔{cited['year']}〕{cited['serial']}号"
                if right and not number.endswith(right):
                    say = f"《{cited['title']}》的文号写作{number}，应为{right}"
                    hits.append(rule.result("不通过", form, where, say, (leaf.cell,)))
        if seen:
            yield from hits or [passed(rule, form, seen)]
