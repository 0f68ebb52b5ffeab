"""Lasting diseases: who has them at which age, who treats them, and what follows from them.

Shares are in percent of all persons of that sex who have had the onset by the ages ``AGES``. The figures are rounded
readings of Korean publications, named beside each; "about" holds for all of them. They describe who is ill in the
country, not who comes to a tertiary hospital.
"""

from typing import NamedTuple

from asan.synth import codes
from asan.synth.codes import Code

AGES = (0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 100.0)
Shares = tuple[float, float, float, float, float, float, float, float, float, float]
NOBODY: Shares = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


class Disease(NamedTuple):
    """A lasting disease. ``liability`` names the person's factor that its onset shares with other diseases."""

    code: Code
    department: str
    men: Shares
    women: Shares
    liability: str = ""  # "metabolic", "atopic" or none
    loading: float = 0.0  # correlation with that factor
    interval: int = 91  # days between visits to its department
    lasts_years: float = 0.0  # mean years until it ends; 0: it stays
    mortality: float = 1.0  # times the mortality of others of the same age and sex
    youngest: float = 0.0  # age in years before which nobody falls ill
    source: str = ""  # the published figure, and where


class Complication(NamedTuple):
    """A disease that another one leads to, ``mean_years`` after it on average (exponentially distributed)."""

    code: Code
    after: Code
    department: str
    mean_years: float
    interval: int = 182
    ends_former: bool = False  # a later stage takes the place of the former
    mortality: float = 1.0


DISEASES: tuple[Disease, ...] = (
    Disease(codes.HYPERTENSION, "cardiology", (0, 0, 1, 9, 20, 33, 47, 60, 66, 70), (0, 0, 0.4, 2, 8, 22, 40, 61,
        72, 76),
            "metabolic", 0.6, mortality=1.2,
            source="Adults of 30 and over: men 33 %, women 24 %; two in three at 70 (질병관리청, 국민건강영양조사 "
                   "2020–2022)"),
    Disease(codes.DIABETES, "endocrinology", (0, 0, 0.3, 2, 8, 17, 25, 29, 30, 31), (0, 0, 0.2, 1.5, 5, 10, 18, 27,
        31, 32),
            "metabolic", 0.6, mortality=1.5,
            source="Adults of 30 and over 16.7 %, 65 and over 30 % (대한당뇨병학회, Diabetes Fact Sheet in Korea "
                   "2022)"),
    Disease(codes.DYSLIPIDEMIA, "endocrinology", (0, 0, 2, 8, 16, 22, 26, 27, 27, 27), (0, 0, 1.5, 4, 9, 25, 42, 46,
        46, 46),
            "metabolic", 0.5, interval=120,
            source="Hypercholesterolemia, 30 and over 24 %, women past menopause more than men (국민건강영양조사 "
                   "2020–2022)"),
    Disease(codes.OBESITY, "family", (0, 1, 7, 11, 12, 12, 12, 12, 12, 12), (0, 1, 3, 5, 6, 7, 8, 8, 8, 8),
        "metabolic", 0.6,
            interval=182,
            youngest=2,
            source="A body mass index of 30 and over: about 7 % of adults (대한비만학회, Obesity Fact Sheet 2023)"),
    Disease(codes.KIDNEY_3, "nephrology", (0, 0, 0.1, 0.2, 0.6, 1.8, 5, 13, 25, 30), (0, 0, 0.1, 0.2, 0.5, 1.3, 4,
        11, 23, 30),
            "metabolic", 0.35, mortality=1.4,
            source="Estimated GFR below 60: about 3 % of adults, about one in five at 75 (국민건강영양조사)"),
    Disease(codes.ANGINA, "cardiology", (0, 0, 0, 0.1, 0.6, 2, 4.5, 8, 11, 12), (0, 0, 0, 0.1, 0.3, 1, 2.5, 6, 9,
        10), "metabolic",
            0.4, mortality=1.3,
            source="Diagnosed angina or infarction, 30 and over: about 2.5 % (국민건강영양조사)"),
    Disease(codes.HEART_FAILURE, "cardiology", (0, 0, 0.1, 0.2, 0.6, 1.4, 3, 7, 15, 24), (0, 0, 0.1, 0.1, 0.3, 0.8,
        2.3, 7, 17, 26),
            "metabolic", 0.3, interval=60, mortality=2.2,
            source="2.6 % of adults in 2020, one in five past 80 (대한심부전학회, Heart Failure Fact Sheet 2022)"),
    Disease(codes.ATRIAL_FIBRILLATION, "cardiology", (0, 0, 0.1, 0.2, 0.6, 1.6, 4, 8, 13, 16), (0, 0, 0, 0.1, 0.2,
        0.7, 2, 5, 10, 14),
            "metabolic", 0.2, mortality=1.5,
            source="2.2 % in 2022, 12.9 % past 80 (대한부정맥학회, Atrial Fibrillation Fact Sheet 2024)"),
    Disease(codes.ASTHMA, "pulmonology", (0, 3, 3.5, 3.5, 3.5, 3.6, 3.8, 4.2, 5, 6), (0, 2, 2.8, 3.2, 3.6, 4, 4.5,
        5.5, 6.5, 7),
            "atopic", 0.6,
            source="Diagnosed by a physician: about 3 % of adults (국민건강영양조사)"),
    Disease(codes.COPD, "pulmonology", (0, 0, 0, 0, 0.3, 1.5, 5, 10, 14, 15), (0, 0, 0, 0, 0.1, 0.3, 0.8, 2, 3.5,
        4), mortality=1.8,
            source="Airflow limitation in 10 to 13 % from the age of 40 (국민건강영양조사), of which a fraction is "
                   "ever diagnosed"),
    Disease(codes.RHINITIS, "otolaryngology", (0, 15, 20, 20, 20, 20, 20, 20, 20, 20), (0, 12, 18, 20, 20, 20, 20,
        20, 20, 20), "atopic", 0.6,
            interval=150, lasts_years=12,
            source="Diagnosed by a physician: 15 to 20 % of adults, more of the young (국민건강영양조사)"),
    Disease(codes.ATOPIC_DERMATITIS, "dermatology", (6, 12, 13, 13.5, 14, 14, 14, 14, 14, 14), (6, 12, 13.5, 14,
        14.5, 15, 15, 15, 15, 15),
            "atopic", 0.6, interval=120, lasts_years=8,
            source="Children 10 to 15 %, adults 3 to 4 % (질병관리청, 청소년건강행태조사 and 국민건강영양조사)"),
    Disease(codes.KNEE_ARTHRITIS, "orthopedics", (0, 0, 0, 0.3, 1, 3, 7, 13, 18, 20), (0, 0, 0, 0.4, 1.5, 7, 21, 38,
        48, 50), interval=120,
            source="Osteoarthritis diagnosed, 65 and over: men about 15 %, women about 40 % (국민건강영양조사)"),
    Disease(codes.OSTEOPOROSIS, "endocrinology", (0, 0, 0, 0, 0.3, 2, 5, 9, 15, 18), (0, 0, 0, 0, 1, 10, 28, 50, 65,
        70), interval=182,
            source="50 and over: men 7.5 %, women 37.3 % (국민건강영양조사 2008–2011)"),
    Disease(codes.RHEUMATOID_ARTHRITIS, "rheumatology", (0, 0, 0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.5), (0, 0, 0.05,
        0.1, 0.3, 0.7, 1.1, 1.4, 1.6, 1.6),
            source="About 0.3 % of adults, three women to one man (건강보험심사평가원)"),
    Disease(codes.GOUT, "rheumatology", (0, 0, 0.2, 1, 2, 3, 4, 4.6, 5, 5), (0, 0, 0, 0.05, 0.1, 0.2, 0.4, 0.7, 1,
        1.2), "metabolic", 0.3,
            source="Nearly 1 % of the country, nine men to one woman (건강보험심사평가원)"),
    Disease(codes.HYPOTHYROIDISM, "endocrinology", (0, 0.1, 0.1, 0.2, 0.4, 0.7, 1, 1.4, 1.8, 2), (0, 0.1, 0.4, 1, 2,
        3.3, 4.5, 5.2, 5.6, 6), interval=150,
            source="About 1.4 % under treatment, five women to one man (건강보험심사평가원)"),
    Disease(codes.DEPRESSION, "psychiatry", (0, 0.1, 1.2, 2.5, 3.6, 4.6, 5.5, 6.4, 7, 7), (0, 0.1, 2.2, 4.6, 6.8,
        8.6, 10, 11.5, 12.5, 13), interval=45,
            lasts_years=3, mortality=1.3,
            youngest=7, source="Lifetime: men 5.7 %, women 9.8 % (보건복지부, 정신건강실태조사 2021)"),
    Disease(codes.ANXIETY, "psychiatry", (0, 0.2, 1, 1.7, 2.4, 3, 3.5, 3.8, 4, 4), (0, 0.2, 1.6, 3, 4.2, 5.2, 6,
        6.6, 7, 7), interval=60, lasts_years=4,
            youngest=6, source="Lifetime 9.3 % (정신건강실태조사 2021); half of them ask a hospital for help here"),
    Disease(codes.ALZHEIMER, "neurology", (0, 0, 0, 0, 0, 0, 0.4, 2.5, 12, 30), (0, 0, 0, 0, 0, 0, 0.5, 3.5, 17,
        42), mortality=2.0,
            source="Dementia 10 % of those of 65 and over, three in four of them Alzheimer's (중앙치매센터, 대한민국 "
                   "치매현황)"),
    Disease(codes.EPILEPSY, "neurology", (0, 0.3, 0.4, 0.4, 0.45, 0.5, 0.6, 0.7, 0.9, 1), (0, 0.25, 0.35, 0.35, 0.4,
        0.4, 0.45, 0.5, 0.6, 0.7), interval=91,
            source="About 4 to 5 in 1,000 (대한뇌전증학회)"),
    Disease(codes.MIGRAINE, "neurology", (0, 0.3, 1.5, 2.4, 3, 3, 3, 3, 3, 3), (0, 0.4, 4, 7, 8.8, 9, 9, 9, 9, 9),
        interval=120, lasts_years=15,
            youngest=5, source="In one year men 3 %, women 9 % (Kim BK et al. 2012)"),
    Disease(codes.PROSTATE_HYPERPLASIA, "urology", (0, 0, 0, 0, 0.6, 4, 13, 25, 33, 36), NOBODY, interval=120,
            source="Patients under treatment: few before 50, about a quarter of men past 70 (건강보험심사평가원)"),
    Disease(codes.REFLUX, "gastroenterology", (0, 0, 1, 2.5, 4, 6, 8, 9.5, 10, 10), (0, 0, 1, 2, 3.5, 6, 8.5, 10.5,
        11, 11), interval=150, lasts_years=6,
            source="Erosive or symptomatic: 5 to 10 % of adults (대한소화기기능성질환·운동학회)"),
    Disease(codes.SLEEP_APNEA, "otolaryngology", (0, 0.1, 0.2, 0.5, 0.9, 1.1, 1.2, 1.3, 1.3, 1.3), (0, 0.05, 0.05,
        0.1, 0.15, 0.25, 0.4, 0.45, 0.45, 0.45),
            "metabolic", 0.4, interval=182,
            youngest=2, source="Under treatment: well below 1 % (건강보험심사평가원)"),
)  # fmt: skip

COMPLICATIONS: tuple[Complication, ...] = (
    # About one in six of those with diabetes has a retinopathy (대한당뇨병학회, Diabetes Fact Sheet)
    Complication(codes.DIABETIC_RETINOPATHY, codes.DIABETES, "endocrinology", 45),
    Complication(codes.DIABETIC_NEUROPATHY, codes.DIABETES, "endocrinology", 50),
    Complication(codes.KIDNEY_4, codes.KIDNEY_3, "nephrology", 30, 60, ends_former=True, mortality=1.4),
    Complication(codes.KIDNEY_5, codes.KIDNEY_4, "nephrology", 12, 30, ends_former=True, mortality=2.0),
)
