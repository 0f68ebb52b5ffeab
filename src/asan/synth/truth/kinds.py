"""What each kind of effect means, and how a study finds it in the CDM; texts of ``effects.json``."""

KINDS: dict[str, dict[str, str]] = {
    "mean_difference": {
        "en": "Added to the value. Linear regression of the measurement on exposure, sex, age and the other exposures "
        "of the same outcome; outpatient visits, one cluster a person. Leave out the time until a drug's effect is "
        "reached.",
        "ko": "값에 더해집니다. 외래 방문의 측정값을 노출, 성별, 나이, 같은 결과의 다른 노출에 선형 회귀하고 사람을 "
        "군집으로 둡니다. 약의 효과에 이르기까지의 기간은 뺍니다.",
    },
    "ratio_of_means": {
        "en": "Multiplies the value: as mean_difference, on the natural logarithm of the measurement.",
        "ko": "값에 곱해집니다. 측정값의 자연로그에 mean_difference와 같이 합니다.",
    },
    "ceiling": {
        "en": "The value is at most this, less the loss of each year; healthier values are lowered to it.",
        "ko": "값은 이보다 크지 않고 해마다 그만큼 더 낮아집니다. 더 건강한 값은 여기까지 내려갑니다.",
    },
    "rate_ratio": {
        "en": "Multiplies the rate of new episodes (rows of condition_occurrence). Poisson regression of episodes on "
        "the exposures, with age band and sex, offset by the time observed.",
        "ko": "새 발생(condition_occurrence의 행)의 율에 곱해집니다. 관찰 시간을 오프셋으로, 연령대와 성별을 넣어 "
        "발생 수를 노출에 포아송 회귀합니다.",
    },
    "risk_ratio": {
        "en": "Multiplies the share that has fallen ill by any age. Persons who ever have the disease by exposure, "
        "standardized by sex and age.",
        "ko": "어느 나이까지 병든 사람의 비율에 곱해집니다. 병을 가진 적이 있는 사람의 비율을 성별과 나이로 표준화해 "
        "노출별로 견줍니다.",
    },
    "hazard_ratio": {
        "en": "Multiplies the hazard of others of the same age and sex. Cox or Poisson regression on all such diseases "
        "together.",
        "ko": "나이와 성별이 같은 다른 사람의 위험률에 곱해집니다. 그런 병을 모두 함께 넣어 콕스 또는 포아송 "
        "회귀합니다.",
    },
    "yearly_hazard": {
        "en": "Events a person and year at risk, the same in every year, beside other causes.",
        "ko": "위험에 놓인 한 사람이 한 해에 겪는 수로, 해마다 같으며 다른 원인과 따로입니다.",
    },
}
