"""Cancers: cumulative incidence by age, stages, survival and treatment.

Incidence and survival are rounded readings of the national cancer registry (국가암등록통계 2021,
    중앙암등록본부): "about".
"""

from typing import NamedTuple

from asan.synth import codes
from asan.synth.codes import Code
from asan.synth.diseases import NOBODY, Shares

STAGES = ("Stage I", "Stage II", "Stage III", "Stage IV")


class Cancer(NamedTuple):
    """Percent of persons diagnosed by the ages ``diseases.AGES``, and what happens then."""

    code: Code
    department: str  # of the operation
    men: Shares
    women: Shares
    stages: tuple[float, float, float, float]  # shares of the stages at diagnosis
    yearly_death: tuple[float, float, float, float]  # hazard of death from the cancer by stage, a year
    operation: Code | None
    drug: Code
    cycles: int  # of chemotherapy, from stage II on
    hormone: Code | None = None  # taken for years after diagnosis
    radiotherapy: float = 0.0  # share with radiotherapy
    # Share by any age of never, former and current smokers, relative to never smokers
    smoking: tuple[float, float, float] = (1.0, 1.0, 1.0)
    smoking_source: str = ""
    source: str = "국가암등록통계 2021, 중앙암등록본부"


CANCERS: tuple[Cancer, ...] = (
    Cancer(codes.THYROID_CANCER, "surgery", (0, 0, 0.02, 0.2, 0.5, 0.8, 1.0, 1.15, 1.2, 1.2), (0, 0, 0.1, 0.7, 1.8,
        3.0, 3.9, 4.4, 4.6, 4.6),
           (0.6, 0.25, 0.13, 0.02), (0, 0, 0.002, 0.05), None, codes.LEVOTHYROXINE, 0, codes.LEVOTHYROXINE),
    Cancer(codes.COLON_CANCER, "surgery", (0, 0, 0, 0.05, 0.2, 0.7, 1.8, 3.6, 5.6, 6.5), (0, 0, 0, 0.04, 0.15, 0.45,
        1.0, 1.9, 3.3, 4.2),
           (0.3, 0.27, 0.27, 0.16), (0.005, 0.03, 0.08, 0.5), codes.COLECTOMY, codes.OXALIPLATIN, 8),
    Cancer(codes.LUNG_CANCER, "surgery", (0, 0, 0, 0.02, 0.08, 0.35, 1.3, 3.6, 6.8, 8.0), (0, 0, 0, 0.02, 0.08, 0.3,
        0.8, 1.6, 2.7, 3.3),
           (0.3, 0.1, 0.2, 0.4), (0.04, 0.12, 0.3, 0.75), codes.LUNG_RESECTION, codes.CISPLATIN, 4, None, 0.35,
           (1.0, 2.2, 4.6), "Current smokers about 4.6 times (Jee et al. 2004, Korean men); former: planted"),
    Cancer(codes.BREAST_CANCER, "surgery", NOBODY, (0, 0, 0, 0.2, 1.3, 3.7, 5.7, 7.0, 7.8, 8.0),
           (0.48, 0.36, 0.11, 0.05), (0.002, 0.01, 0.04, 0.25), codes.PARTIAL_MASTECTOMY, codes.PACLITAXEL, 4,
               codes.TAMOXIFEN, 0.6),
    Cancer(codes.PROSTATE_CANCER, "urology", (0, 0, 0, 0, 0.01, 0.15, 1.2, 4.2, 7.8, 9.0), NOBODY,
           (0.3, 0.35, 0.25, 0.1), (0.001, 0.004, 0.02, 0.2), codes.RADICAL_PROSTATECTOMY, codes.LEUPROLIDE, 0,
               codes.LEUPROLIDE, 0.25),
    Cancer(codes.LIVER_CANCER, "surgery", (0, 0, 0, 0.05, 0.2, 0.75, 1.7, 2.9, 4.0, 4.4), (0, 0, 0, 0.01, 0.05,
        0.15, 0.4, 0.9, 1.6, 2.0),
           (0.4, 0.25, 0.2, 0.15), (0.09, 0.2, 0.45, 0.9), codes.HEPATECTOMY, codes.CISPLATIN, 3),
)  # fmt: skip
FOLLOW_UP_DAYS = 91
