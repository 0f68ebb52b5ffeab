"""Why a request for access cannot be made or decided."""

from asan.kit.errors import AsanError, Exit
from asan.kit.translation import Text


class NotInDatasets(AsanError):
    """The project is not to be granted this, whoever asks."""

    code = "not_in_datasets"
    status = 409
    exit_code = Exit.REFUSED
    text = Text(
        "{object}은(는) 과제 {project}에서 요청할 수 있는 자료가 아닙니다.",
        "{object} is not among the data that project {project} may ask for.",
    )
    next = Text(
        "데이터 스튜어드에게 과제의 ‘요청할 수 있는 자료’에 넣어 달라고 요청해 주세요.",
        "Ask a data steward to add it to what the project may ask for.",
    )


class OwnRequest(AsanError):
    """Nobody decides what they would have the use of."""

    code = "own_request"
    status = 403
    exit_code = Exit.REFUSED
    text = Text("자신이 쓰게 될 접근은 승인할 수 없습니다.", "Nobody approves access of their own.")
    next = Text("다른 승인자에게 부탁해 주세요.", "Ask another approver.")


class SecondPersonNeeded(AsanError):
    """The two approvals of something sensitive are two persons'."""

    code = "second_person_needed"
    status = 403
    exit_code = Exit.REFUSED
    text = Text(
        "민감한 자료여서 다른 사람의 두 번째 승인이 필요합니다.",
        "This is sensitive: the second approval is another person's.",
    )
    next = Text("다른 데이터 스튜어드나 관리자에게 부탁해 주세요.", "Ask another steward or administrator.")


class RequestClosed(AsanError):
    """The request is no longer in the state in which this can be done."""

    code = "request_closed"
    status = 409
    exit_code = Exit.FAILED
    text = Text("요청 {id}은(는) 이미 처리되었습니다: {state}", "Request {id} is {state} already.")
    next = Text("새로 고쳐 지금 상태를 확인해 주세요.", "Reload to see how it stands.")


class AskedAlready(AsanError):
    """The same thing is asked for, or granted, already."""

    code = "asked_already"
    status = 409
    exit_code = Exit.FAILED
    text = Text("같은 요청이 이미 있습니다: 요청 {id}", "This is asked for or granted already: request {id}.")
    next = Text("기다리거나, 그 요청을 연장해 주세요.", "Wait for it, or renew it.")
