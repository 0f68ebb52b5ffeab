"""What can stand between us and a CDM that is read in place. No text carries a password."""

from asan.kit.errors import AsanError, Exit
from asan.kit.translation import Text


class CdmAddressWrong(AsanError):
    """ASAN_CDM is no address of a CDM. What it holds is not shown: a password may be in it."""

    code = "cdm_address_wrong"
    exit_code = Exit.BAD_INPUT
    text = Text("ASAN_CDM을 주소로 읽을 수 없습니다.", "ASAN_CDM cannot be read as an address.")
    next = Text(
        "postgresql://사용자:암호@호스트:포트/데이터베이스?cdm_schema=스키마(암호의 특수 문자는 %40처럼 "
        "퍼센트 부호화), 또는 Spark로 읽을 spark+file:///폴더나 spark+s3://버킷/폴더 형식으로 써 주세요.",
        "Write postgresql://user:password@host:port/database?cdm_schema=schema, with special characters of the "
        "password percent-encoded, such as %40; or, to be read by Spark, spark+file:///folder or "
        "spark+s3://bucket/folder.",
    )


class CdmUnreachable(AsanError):
    """The server that holds the CDM does not answer, does not let us in, or went away."""

    code = "cdm_unreachable"
    status = 503
    text = Text("CDM 서버에 연결할 수 없습니다: {detail}", "The CDM's server cannot be reached: {detail}")
    next = Text(
        "서버와 ASAN_CDM의 주소·계정(Spark이면 ASAN_SPARK도)을 확인한 뒤 다시 시도해 주세요.",
        "Check the server, and the address and account in ASAN_CDM (with Spark, ASAN_SPARK too); then try again.",
    )


class CdmBusy(AsanError):
    """As many questions as may run on the server at once are running."""

    code = "cdm_busy"
    status = 503
    text = Text(
        "CDM 서버에서 이미 질의 {sessions}개가 실행 중입니다.", "{sessions} questions run on the CDM's server already."
    )
    next = Text("잠시 뒤 다시 시도해 주세요.", "Try again in a moment.")


class NotACdm(AsanError):
    """What lies at the address is not a CDM that we can read."""

    code = "not_a_cdm"
    status = 503
    exit_code = Exit.BAD_INPUT
    text = Text("{source}에서 읽을 수 있는 CDM을 찾지 못했습니다: {detail}", "{source} holds no readable CDM: {detail}")
    next = Text(
        "ASAN_CDM의 cdm_schema와 vocabulary_schema, 계정의 SELECT·USAGE 권한을, 파일이면 폴더를 확인해 주세요.",
        "Check cdm_schema and vocabulary_schema in ASAN_CDM, and the account's SELECT and USAGE rights; of files, "
        "the folder.",
    )
