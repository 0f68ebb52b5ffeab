"""What notes are put together from: by kind of note and language, its sentences in order, each in several wordings.

A wording is used where all its slots in braces have a value. Empty wordings leave the sentence out. The slots, and what
a mention in one says: ``dx`` the visit's reason; ``past`` a lasting disease that was recorded before; ``absent`` an
illness, ``denied`` a symptom that is not there; ``suspect`` an illness that may be there; ``family`` a relative's
disease; ``complaint`` a symptom; ``drug`` and ``procedure`` what was given and done in the visit; ``phone``.
"""

Wordings = tuple[str, ...]

KOREAN, ENGLISH, MIXED = "ko", "en", "mixed"
SHARES = {KOREAN: 0.45, MIXED: 0.33, ENGLISH: 0.22}

_PLANS: dict[str, Wordings] = {
    KOREAN: ("외래 추적 관찰하기로 함.", "약물 유지하고 경과 관찰.", "생활습관 교육 시행함.",
             "다음 방문 시 검사 재시행 예정.",
             "증상 악화 시 바로 내원하도록 설명함."),
    MIXED: ("OPD f/u 예정.", "현 medication 유지.", "lab f/u 후 재평가.", "RTC 2주.", "증상 악화 시 ER 내원 설명함."),
    ENGLISH: ("Follow-up in the outpatient clinic.", "Continue current medication.", "Return if symptoms worsen.",
              "Laboratory tests will be repeated at the next visit."),
}  # fmt: skip
_PAST: dict[str, Wordings] = {
    KOREAN: ("과거력: {past}. ", "기저질환으로 {past} 있음. ", "{past} 병력 있음. ", ""),
    MIXED: ("PHx) {past}. ", "U/D {past}. ", "{past} f/u 중인 분. ", ""),
    ENGLISH: ("History of {past}. ", "Past medical history: {past}. ", "Known {past}. ", ""),
}
_FAMILY: dict[str, Wordings] = {
    KOREAN: ("가족력: {relative} {family}. ", "{relative}에게 {family} 있었음. ", "", "", ""),
    MIXED: ("FHx) {relative} - {family}. ", "FHx: {family}({relative}). ", "", "", ""),
    ENGLISH: ("Family history: {family} in the {relative}. ", "The {relative} had {family}. ", "", "", ""),
}
_ABSENT: dict[str, Wordings] = {
    KOREAN: ("{denied} 없음. ", "{absent} 소견 없음. ", "{denied} 호소 없고 {absent} 배제됨. ",
             "검사상 {absent} 의심 소견 없음. ",
             "{denied}, {absent} 모두 없음. "),
    MIXED: ("{denied}(-). ", "no evidence of {absent}. ", "{absent} r/o됨. ", "{denied} 없고 {absent} 소견도 없음. "),
    ENGLISH: ("No {denied}. ", "No evidence of {absent}. ", "Denies {denied}. ", "{absent} was ruled out. ",
              "Without {denied}; negative for {absent}. "),
}  # fmt: skip
_SUSPECT: dict[str, Wordings] = {
    KOREAN: ("{suspect} 의심되어 추가 검사 예정. ", "{suspect} 가능성 있음. ", "", "", ""),
    MIXED: ("r/o {suspect}. ", "{suspect} 의심. ", "", "", ""),
    ENGLISH: ("Possible {suspect}; further tests are planned. ", "{suspect} cannot be excluded. ", "", "", ""),
}

Sentences = tuple[Wordings, ...]
DISCHARGE: dict[str, Sentences] = {
    KOREAN: (
        ("[퇴원요약] ", "[퇴원요약지]\n", "퇴원 기록: "),
        ("{age}세 {sex}. 진단: {dx}. ", "{age}세 {sex} 환자, 진단명 {dx}, {days}일간 재원. ",
         "{dx} 소견으로 입원한 {age}세 {sex} 환자. ", "{nodx}{age}세 {sex}, {days}일간 입원. "),
        _PAST[KOREAN], _FAMILY[KOREAN],
        ("입원 중 {procedure} 시행. ", "{drug} 투여함. ", "{procedure} 시행하고 {drug} 처방. ", "보존적 치료 시행. "),
        _ABSENT[KOREAN], _SUSPECT[KOREAN],
        ("경과 호전되어 퇴원. ", "활력징후 안정적임. ", ""), _PLANS[KOREAN],
    ),
    MIXED: (
        ("[D/C summary] ", "퇴원요약) ", "D/C note\n"),
        ("{age}/{sex}, {dx} 진단하에 adm. ", "Dx) {dx}. {age}세 {sex}. ",
         "{dx} Tx 위해 {days}일간 입원한 {age}/{sex} pt. ",
         "{nodx}{age}/{sex}, {days}일 입원. "),
        _PAST[MIXED], _FAMILY[MIXED],
        ("{procedure} 시행. ", "{drug} 투여 후 호전. ", "Tx) {procedure}, {drug}. ", "conservative Tx 시행. "),
        _ABSENT[MIXED], _SUSPECT[MIXED], ("V/S stable. ", ""), _PLANS[MIXED],
    ),
    ENGLISH: (
        ("Discharge summary. ", "DISCHARGE SUMMARY\n", ""),
        ("{age}-year-old {sex} admitted for {dx}. ", "Diagnosis: {dx}. This {age}-year-old {sex} stayed {days} days. ",
         "{nodx}This {age}-year-old {sex} was in hospital for {days} days. "),
        _PAST[ENGLISH], _FAMILY[ENGLISH],
        ("{procedure} was performed. ", "Treated with {drug}. ", "{procedure} was performed and {drug} given. ",
         "Supportive care was given. "),
        _ABSENT[ENGLISH], _SUSPECT[ENGLISH],
        ("The course was uneventful. ", "Symptoms improved with treatment. ", ""), _PLANS[ENGLISH],
    ),
}  # fmt: skip
EMERGENCY: dict[str, Sentences] = {
    KOREAN: (
        ("[응급실 기록] ", "응급실: ", ""),
        ("{age}세 {sex}, {complaint} 주소로 내원. ", "{complaint} 발생하여 응급실 내원한 {age}세 {sex}. ",
         "{age}세 {sex} 내원. "),
        _PAST[KOREAN], _ABSENT[KOREAN],
        ("추정 진단: {dx}. ", "{dx} 진단함. ", ""), _SUSPECT[KOREAN],
        ("{procedure} 시행. ", "{drug} 투여. ", "수액 치료 시행. "), _PLANS[KOREAN],
    ),
    MIXED: (
        ("{age}/{sex}, c/c: {complaint}. ", "{age}/{sex} pt, {complaint} 있어 ER 내원. ", "{age}/{sex}, ER 내원. "),
        _PAST[MIXED], _ABSENT[MIXED],
        ("Imp) {dx}. ", "A) {dx}. ", "Dx: {dx}. "), _SUSPECT[MIXED],
        ("Plan) lab, V/S monitoring. ", "Plan) {procedure}. ", "{drug} 투여. "), _PLANS[MIXED],
    ),
    ENGLISH: (
        ("{age}-year-old {sex} with {complaint}. ", "ER visit of a {age}-year-old {sex}. Complaint: {complaint}. ",
         "{age}-year-old {sex} seen in the emergency room. "),
        _PAST[ENGLISH], _ABSENT[ENGLISH],
        ("Impression: {dx}. ", "Assessment: {dx}. ", "Diagnosed with {dx}. "), _SUSPECT[ENGLISH],
        ("{procedure} done. ", "{drug} given. ", "Intravenous fluids. "), _PLANS[ENGLISH],
    ),
}  # fmt: skip
FIRST_VISIT: dict[str, Sentences] = {
    KOREAN: (
        ("[초진기록] {age}세 {sex}. ", "초진. {age}세 {sex} 환자. "), ("연락처 {phone}. ", "전화 {phone}. "),
        ("{dx} 진료 위해 내원. ", "{dx} 평가 위해 방문함. ", "{nodx}건강 상담 위해 내원. "),
        ("사회력: {smoking}. ", "{smoking}. "), _FAMILY[KOREAN], _ABSENT[KOREAN], _SUSPECT[KOREAN], _PLANS[KOREAN],
    ),
    MIXED: (
        ("초진) {age}/{sex}. ", "{age}/{sex} 초진 pt. "), ("Tel. {phone}. ", "연락처: {phone}. "),
        ("C/C) {dx} w/u. ", "{dx} 진료 위해 visit. ", "{nodx}check-up 위해 visit. "),
        ("SHx) {smoking}. ", ""), _FAMILY[MIXED], _ABSENT[MIXED], _SUSPECT[MIXED], _PLANS[MIXED],
    ),
    ENGLISH: (
        ("First visit of a {age}-year-old {sex}. ", "New patient, {age}-year-old {sex}. "),
        ("Phone {phone}. ", "Contact: {phone}. "),
        ("Comes for {dx}. ", "Reason for visit: {dx}. ", "{nodx}Comes for a general consultation. "),
        ("Social history: {smoking}. ", ""), _FAMILY[ENGLISH], _ABSENT[ENGLISH], _SUSPECT[ENGLISH], _PLANS[ENGLISH],
    ),
}  # fmt: skip

# What the languages call sexes, relatives and smoking.
SEXES = {KOREAN: ("남자", "여자"), MIXED: ("M", "F"), ENGLISH: ("man", "woman")}
RELATIVES = {KOREAN: ("모친", "부친", "형제"), MIXED: ("모", "부", "형제"), ENGLISH: ("mother", "father", "brother")}
SMOKING = {
    KOREAN: ("비흡연", "과거 흡연", "현재 흡연"),
    MIXED: ("never smoker", "ex-smoker", "current smoker"),
    ENGLISH: ("never smoked", "former smoker", "current smoker"),
}
