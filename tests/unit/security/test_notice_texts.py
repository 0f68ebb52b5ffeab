"""Every kind of notice that somebody can get has a text in both languages."""

import json
import re
from pathlib import Path

import asan

SOURCE = Path(asan.__file__).parent
LOCALES = SOURCE.parents[1] / "web" / "src" / "locales"
SENT = re.compile(r"\b_?(?:notify|tell)\w*\([^\"]*\"([a-z]+(?:_[a-z]+)*\.[a-z_]+)\"")


def test_every_notice_has_its_text() -> None:
    kinds = {kind for file in SOURCE.rglob("*.py") for kind in SENT.findall(file.read_text(encoding="utf-8"))}
    assert {"access.asked", "access.granted", "project.left"} <= kinds
    for language in ("ko", "en"):
        texts = json.loads((LOCALES / language / "common.json").read_text(encoding="utf-8"))["notices"]["kind"]
        assert set(texts) == {kind.replace(".", "_") for kind in kinds}
