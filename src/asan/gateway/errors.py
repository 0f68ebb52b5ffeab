"""What the gateway says when it does not answer. No text ever carries a value from the data."""

from asan.kit.errors import AsanError, BadInput, Exit
from asan.kit.translation import Text

_ASK = Text(
    "볼 수 있는 표는 `SHOW TABLES`로 확인하고, 접근은 보안/권한관리의 ‘접근 요청’에서 요청해 주세요.",
    "See what you may read with `SHOW TABLES`; ask for access on the page Access control, Requests.",
)


class Refused(AsanError):
    """Policy does not allow the question."""

    code = "refused_by_policy"
    status = 403
    exit_code = Exit.REFUSED
    text = Text("정책에 따라 답할 수 없습니다.", "Policy does not allow this.")
    next = _ASK


class NotVisible(Refused):
    """A table that does not exist or that the asker may not read: deliberately the same answer."""

    code = "not_visible"
    text = Text("{name}은(는) 없거나 볼 권한이 없습니다.", "{name} does not exist, or you may not read it.")


class PolicyUnreadable(Refused):
    """A stored policy that this version cannot read governs the table: nobody knows what may be seen of it."""

    code = "policy_unreadable"
    status = 503
    text = Text(
        "정책 {policy}을(를) 읽을 수 없어, 그 정책이 다루는 {table}은(는) 볼 수 없습니다.",
        "Policy {policy} cannot be read, so {table}, which it governs, cannot be shown.",
    )
    next = Text(
        "관리자나 데이터 스튜어드가 `asan policy history`로 확인하고 다시 쓰거나 지워야 합니다. "
        "다른 표는 볼 수 있습니다.",
        "An administrator or steward must write it anew or remove it (`asan policy history`). "
        "Other tables can be read.",
    )


class NotAllowed(Refused):
    """A kind of statement or a function that the gateway does not let through."""

    code = "not_allowed"
    text = Text("허용되지 않는 구문입니다: {what}", "This is not allowed in a question: {what}")
    next = Text(
        "SELECT 한 문장으로, 집계·창·문자·날짜·수학 함수만 사용해 주세요.",
        "Ask with one SELECT, using aggregate, window, text, date and mathematical functions.",
    )


class AggregatesOnly(Refused):
    """The asker's roles answer counts and sums over persons, never rows, and this is not provably one."""

    code = "aggregates_only"
    text = Text(
        "이 역할은 환자 자료의 집계만 볼 수 있습니다. 집계로 확인할 수 없는 부분: {part}",
        "Your roles see aggregates over patients only. Not provably an aggregate: {part}",
    )
    next = Text(
        "예: SELECT gender_concept_id, count(*) FROM person GROUP BY gender_concept_id. "
        "행이 필요하면 관리자에게 권한을 요청해 주세요.",
        "For example: SELECT gender_concept_id, count(*) FROM person GROUP BY gender_concept_id. "
        "Ask an administrator for access if you need rows.",
    )


class LimitReached(Refused):
    """The asker has used up what an administrator allows."""

    code = "limit_reached"
    status = 429


class TooManyAtOnce(LimitReached):
    """As many questions of the asker run as may."""

    code = "limit_questions"
    text = Text(
        "동시에 실행할 수 있는 질의는 {most}개이며 모두 실행 중입니다.",
        "You may run {most} questions at a time, and as many run now.",
    )
    next = Text(
        "하나가 끝나거나 중단되면 다시 시도해 주세요. 늦어도 {again}에는 자리가 납니다. "
        "한도는 관리자가 `asan limit`로 바꿉니다.",
        "Ask again when one has ended or was stopped, at the latest at {again}. "
        "An administrator changes the limit with `asan limit`.",
    )


class ExportSpent(LimitReached):
    """The asker was given as many bytes today as may be."""

    code = "limit_export"
    text = Text(
        "하루에 받을 수 있는 환자 자료 {megabytes}MB를 오늘 모두 썼습니다.",
        "Of patients' rows you may take {megabytes} MB a day; this would be more.",
    )
    next = Text(
        "{again}부터 다시 받을 수 있습니다. 집계로 줄여 묻거나, 관리자에게 한도(`asan limit`)를 요청해 주세요.",
        "It is free again from {again}. Ask for aggregates, or ask an administrator for more (`asan limit`).",
    )


class TooManyRows(LimitReached):
    """An export has more rows than an answer of the asker's may have; a part would be taken for the whole."""

    code = "limit_rows"
    status = 403
    text = Text("{rows}행까지 받을 수 있는데 자료가 더 많습니다.", "You may take {rows} rows; there are more.")
    next = Text(
        "조건을 좁히거나, 관리자에게 한도(`asan limit`)를 요청해 주세요.",
        "Narrow the selection, or ask an administrator for more (`asan limit`).",
    )


class NotInProject(Refused):
    """A project of which the asker is no member, or that there is not: deliberately the same answer."""

    code = "not_in_project"
    text = Text("과제 {project}의 구성원이 아닙니다.", "You are no member of project {project}.")
    next = Text(
        "과제 책임자나 관리자에게 구성원으로 넣어 달라고 요청하거나, 과제 없이 다시 시도해 주세요.",
        "Ask the project's lead or an administrator to put you in, or try again for no project.",
    )


class ProjectNotOpen(Refused):
    """A project of the asker's outside its period."""

    code = "project_not_open"
    text = Text(
        "과제 {project}의 기간({starts} ~ {ends})이 아닙니다.",
        "Project {project} runs from {starts} to {ends} only.",
    )
    next = Text(
        "기간을 늘려야 하면 관리자에게 요청하고, 아니면 과제 없이 다시 시도해 주세요.",
        "Ask an administrator to prolong it, or try again for no project.",
    )


class OtherProject(Refused):
    """An API token that is bound to one project was used for another."""

    code = "other_project"
    text = Text(
        "이 API 토큰은 과제 {bound}에만 쓸 수 있습니다: {project}",
        "This API token is for project {bound} only: {project}",
    )
    next = Text("그 과제의 토큰을 만들어 주세요.", "Make a token for that project.")


class Differencing(LimitReached):
    """The answer, less one that the asker had a while ago, would tell of fewer persons than may be counted."""

    code = "differencing"
    text = Text(
        "이 계정이나 과제에 {asked}에 답한 질의와 조건이 거의 같고, 두 답의 차이가 환자 {k}명보다 적어 "
        "답할 수 없습니다.",
        "This nearly repeats a question of this account or project answered at {asked}, and the two answers differ by "
        "fewer than {k} persons.",
    )
    next = Text(
        "조건을 더 크게 바꾸거나 {again} 이후에 다시 질의해 주세요. 이 거절은 감사 기록에 남습니다.",
        "Change the conditions by more, or ask again from {again} on. The refusal is in the audit.",
    )


class DifferencingLoads(Differencing):
    """The same question was answered from another snapshot: by the difference, few persons came or went with a load."""

    text = Text(
        "이 계정이나 과제에 {asked}에 스냅샷 {earlier}로 답한 질의와 같습니다. 스냅샷 {now}의 답과 환자 {k}명 미만의 "
        "차이가 있어, 두 답을 견주면 그 환자들이 드러나므로 답할 수 없습니다.",
        "This account or project was answered the same question at {asked} from snapshot {earlier}. The answer from "
        "snapshot {now} differs by fewer than {k} persons, of whom the two together would tell.",
    )
    next = Text(
        "스냅샷 {earlier}로는 지금 답합니다(`asan query --snapshot {earlier}`, PostgreSQL에서는 "
        "`SET asan.snapshot = {earlier}`). 스냅샷 {now}로는, 그동안 다른 스냅샷으로 다시 묻지 않으면 {again}부터 "
        "답하고, 이후 적재로 차이가 {k}명 이상이 되면 그 스냅샷으로 답합니다. 이 거절은 감사 기록에 남습니다.",
        "It is answered now from snapshot {earlier} (`asan query --snapshot {earlier}`; in PostgreSQL "
        "`SET asan.snapshot = {earlier}`); from snapshot {now} from {again} on, unless it is asked of another again "
        "before; and from a later one once loads have made the difference {k} persons or more. "
        "The refusal is in the audit.",
    )


class BadSql(BadInput):
    """The text is no SQL that the gateway can read, or it names what is not there."""

    code = "bad_sql"
    text = Text("SQL을 해석할 수 없습니다: {detail}", "The SQL cannot be used: {detail}")
    next = Text(
        "구문과 이름을 확인해 주세요. 열은 `DESCRIBE 표`로 볼 수 있고, 보이지 않는 열은 관리자에게 요청해 주세요.",
        "Check syntax and names. `DESCRIBE table` lists the columns; ask an administrator for those you do not see.",
    )


class QuestionFailed(BadInput):
    """The engine could not compute the answer from the values that the asker may see."""

    code = "question_failed"
    text = Text("질의를 계산하지 못했습니다: {kind}", "The question could not be computed: {kind}")
    next = Text(
        "형 변환은 TRY_CAST로, 나눗셈은 NULLIF로 바꾸어 보세요.",
        "Try TRY_CAST for conversions, and guard divisions with NULLIF.",
    )


class NotOnThisEngine(BadInput):
    """The engine that holds the CDM does not do this with exactly the meaning that it has on the lake."""

    code = "not_on_this_engine"
    text = Text(
        "이 설치의 엔진(Spark)에서는 같은 뜻으로 계산할 수 없습니다: {what}",
        "This installation's engine (Spark) cannot compute this with the same meaning: {what}",
    )
    next = Text(
        "더 단순한 구문으로 바꾸어 주세요. 지원하는 구문은 docs/operations.ko.md의 Spark 절에 있습니다.",
        "Ask in plainer terms; docs/operations.md lists under Spark what is supported.",
    )


class TimedOut(AsanError):
    """The question took longer than allowed and was stopped."""

    code = "query_timeout"
    status = 504
    exit_code = Exit.FAILED
    text = Text("제한 시간 {seconds}초를 넘어 중단했습니다.", "Stopped after the time limit of {seconds} seconds.")
    next = Text(
        "조건을 좁히거나 집계해서 다시 시도하고, 필요하면 ASAN_QUERY_SECONDS나 `asan limit`의 한도를 늘려 주세요.",
        "Narrow or aggregate the question; ASAN_QUERY_SECONDS, or a limit of `asan limit`, can be raised.",
    )


class Cancelled(AsanError):
    """The asker stopped the question, or went away."""

    code = "query_cancelled"
    status = 499
    exit_code = Exit.FAILED
    text = Text("요청에 따라 질의를 중단했습니다.", "The question was stopped as asked.")
    next = Text("필요하면 다시 질의해 주세요.", "Ask again if you still need the answer.")


class OutOfMemory(AsanError):
    """The question needed more memory than the engine may use."""

    code = "query_memory"
    status = 503
    exit_code = Exit.FAILED
    text = Text("허용된 메모리를 넘어 중단했습니다.", "Stopped: the question needs more memory than allowed.")
    next = Text(
        "조건을 좁히거나 집계해서 다시 시도하고, 필요하면 ASAN_MEMORY_LIMIT나 `asan limit`의 한도를 늘려 주세요.",
        "Narrow or aggregate the question; ASAN_MEMORY_LIMIT, or a limit of `asan limit`, can be raised.",
    )


class NoSnapshot(AsanError):
    """Nothing was published yet, or not under that number or name, or it has expired."""

    code = "no_snapshot"
    status = 404
    exit_code = Exit.BAD_INPUT
    text = Text("읽을 수 있는 스냅샷{which}이(가) 없습니다.", "There is no published snapshot{which} to read.")
    next = Text(
        "만료되었을 수 있습니다. `asan snapshot list`에서 번호나 태그를 확인하거나, "
        "`asan etl run --source 폴더`로 자료를 적재해 주세요.",
        "It may have expired. Look up its number or tag with `asan snapshot list`, "
        "or load data with `asan etl run --source FOLDER`.",
    )


class AuditUnavailable(AsanError):
    """The audit could not be written, so nothing was answered."""

    code = "audit_unavailable"
    status = 503
    exit_code = Exit.FAILED
    text = Text(
        "감사 기록을 남길 수 없어 답하지 않았습니다.",
        "The audit could not be written, so nothing was answered.",
    )
    next = Text(
        "데이터 폴더의 남은 용량과 앱 저장소를 확인해 주세요.",
        "Check the data folder's free space and the app store.",
    )
