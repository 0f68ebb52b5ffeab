"""What can go wrong in a review."""

from asan.kit.errors import BadInput, Conflict, Forbidden
from asan.kit.translation import Text


class NothingToReview(BadInput):
    """The generation has nobody whom the asker may see as rows."""

    code = "review_nobody"
    text = Text(
        "코호트 {cohort}의 결과에서 검토할 환자를 고를 수 없습니다.",
        "There is nobody to review in what cohort {cohort} found.",
    )
    next = Text(
        "코호트 화면의 결과 탭에서 환자가 보이는지 확인하고, 없으면 다시 만들어 주세요.",
        "See on the cohort's results tab whether it has persons whom you may see; if not, generate it anew.",
    )


class TooManyPatients(BadInput):
    """More persons than people can go through one by one."""

    code = "review_too_many"
    text = Text(
        "한 번에 검토할 수 있는 환자는 {most:,}명이고, 이 코호트에는 {persons:,}명이 있습니다.",
        "A review takes {most:,} patients at most; this cohort has {persons:,}.",
    )
    next = Text("표본 수를 정해 무작위로 뽑아 주세요.", "Choose a size, and a random sample is drawn.")


class UnknownReviewer(BadInput):
    """A reviewer who has no account that may work with cohorts."""

    code = "review_unknown_reviewer"
    text = Text(
        "{name} 계정이 없거나 코호트를 볼 수 있는 역할이 없습니다.",
        "There is no account {name} with a role that works with cohorts.",
    )
    next = Text("사용자 이름을 확인해 주세요.", "Check the user name.")


class BadQuestion(BadInput):
    """A question that cannot be asked."""

    code = "review_bad_question"
    text = Text("질문 {number}: {what_ko}", "Question {number}: {what_en}")
    next = Text("질문을 고쳐 다시 저장해 주세요.", "Mend the question and save again.")


class BadAnswer(BadInput):
    """An answer that does not fit its question."""

    code = "review_bad_answer"
    text = Text("‘{question}’의 답으로 쓸 수 없는 값입니다.", "This is no answer to “{question}”.")
    next = Text("{expected_ko} 입력해 주세요.", "Enter {expected_en}.")


class Unanswered(BadInput):
    """A patient cannot be done while questions that must be answered are not."""

    code = "review_unanswered"
    text = Text(
        "꼭 답해야 하는 질문이 남았습니다: {questions}", "Questions that must be answered are left: {questions}"
    )
    next = Text("답한 뒤 완료해 주세요.", "Answer them, then mark the patient as done.")


class QuestionsAnswered(Conflict):
    """Questions change no more once somebody has answered."""

    code = "review_answered"
    text = Text(
        "이미 답이 저장되어 질문을 바꿀 수 없습니다.", "Answers are there already, so the questions stay as they are."
    )
    next = Text("다른 질문이 필요하면 새 리뷰를 만들어 주세요.", "Set up a new review for other questions.")


class ReviewChanged(Conflict):
    """Somebody else has changed the review since it was opened."""

    code = "review_changed"
    text = Text(
        "그 사이 다른 사람이 리뷰를 바꾸었습니다(버전 {version}).",
        "Somebody has changed the review meanwhile (version {version}).",
    )
    next = Text("새로 읽은 뒤 다시 고쳐 주세요.", "Read it anew, then change it.")


class SheetChanged(Conflict):
    """The same reviewer has saved other answers elsewhere since these were read."""

    code = "review_sheet_changed"
    text = Text(
        "이 환자의 답이 다른 창에서 먼저 저장되었습니다(버전 {version}).",
        "Your answers on this patient were saved in another window first (version {version}).",
    )
    next = Text(
        "저장된 답을 보고, 그것을 쓰거나 지금 답으로 바꾸어 주세요.",
        "See what was saved; keep it, or replace it by what you have here.",
    )


class ReviewFinished(Conflict):
    """Nobody answers any more: the review is closed, or everybody is done and sees each other's answers."""

    code = "review_finished"
    text = Text("리뷰가 끝나 답을 바꿀 수 없습니다.", "The review has ended; answers can be changed no more.")
    next = Text(
        "다른 판단이 필요하면 조정자가 조정 답을 남깁니다.", "Where another judgement is due, the adjudicator gives it."
    )


class NotYet(Conflict):
    """The adjudicator comes to a patient when the reviewers are done with them."""

    code = "review_not_yet"
    text = Text(
        "검토자가 아직 이 환자를 마치지 않아 조정할 수 없습니다.",
        "The reviewers are not yet done with this patient.",
    )
    next = Text("모두 완료한 환자부터 조정해 주세요.", "Begin with patients whom all have done.")


class NotYourReview(Forbidden):
    """Somebody who takes part in a review, or manages it, but may not do this."""

    code = "review_not_yours"
    text = Text(
        "이 리뷰에서 맡은 역할로는 할 수 없습니다: {action}", "Your part in this review does not allow: {action}"
    )
    next = Text("리뷰를 만든 {owner} 님에게 요청해 주세요.", "Ask {owner}, who set it up.")
