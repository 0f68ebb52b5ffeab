"""A starter vocabulary for the demo hospital, written in the format of an Athena download.

NOTICE. This is a small selection for demonstration, laid by hand by this project: about 1,900 concepts out of some
millions. It is no substitute for the vocabularies themselves. Production use needs a download from OHDSI Athena
(https://athena.ohdsi.org) under the licences of their owners: SNOMED CT (SNOMED International), LOINC (Regenstrief
Institute), RxNorm (U.S. National Library of Medicine), ATC (WHO Collaborating Centre for Drug Statistics
Methodology), UCUM (Regenstrief Institute), CVX (U.S. CDC), ICD-10 (World Health Organization) and KCD (Statistics
Korea). Concept ids are OMOP's; ids above two billion, in the vocabularies ``ASAN KCD`` and ``ASAN LOCAL``, are local.
"""

from pathlib import Path

from asan.kit.translation import Text
from asan.omop.starter.athena import HEADERS, Cell, rows


def write(folder: Path) -> None:
    """Write the nine tables as ``<TABLE>.csv`` into ``folder``, which is made when absent.

    Tab separated, no quotes, dates YYYYMMDD, UTF-8, line feeds. The bytes depend on this package alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, header in HEADERS.items():
        lines = [header.split(), *([_text(cell) for cell in row] for row in rows(name))]
        text = "".join("\t".join(line) + "\n" for line in lines)
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="\n")


def notice() -> Text:
    """What the starter is and what production use needs, to show wherever the starter is in use."""
    return Text(
        ko="시연용 기본 용어집입니다. 이 프로젝트가 직접 고른 일부 개념만 담고 있어 실제 운영에는 쓸 수 없습니다. "
        "운영에는 OHDSI Athena(athena.ohdsi.org)에서 SNOMED CT, LOINC, RxNorm, ATC, UCUM, ICD-10, KCD 등 각 용어집을 "
        "소유 기관의 라이선스에 따라 내려받아 적재해 주십시오.",
        en="This is a starter vocabulary for demonstration. It holds a small selection of concepts that this project "
        "chose, and is not fit for production. For production, download the vocabularies (SNOMED CT, LOINC, RxNorm, "
        "ATC, UCUM, ICD-10, KCD and others) from OHDSI Athena (athena.ohdsi.org) under their owners' licences and "
        "load them.",
    )


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
