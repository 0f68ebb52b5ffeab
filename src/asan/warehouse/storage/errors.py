"""What can stand between us and a store of files. No text carries a key."""

from asan.kit.errors import AsanError
from asan.kit.translation import Text


class StoreUnreachable(AsanError):
    """The store does not answer, does not let us in, or has no such bucket. ``detail`` is its word for that."""

    code = "store_unreachable"
    status = 503
    text = Text("저장소({location})를 사용할 수 없습니다: {detail}", "The store ({location}) cannot be used: {detail}")
    next = Text(
        "저장소가 동작하는지, 버킷이 있는지, ASAN_S3_ENDPOINT·ASAN_S3_KEY_ID·ASAN_S3_SECRET·ASAN_S3_TLS가 맞는지 "
        "확인한 뒤 다시 시도해 주세요.",
        "Check that the store runs and has the bucket, and ASAN_S3_ENDPOINT, ASAN_S3_KEY_ID, ASAN_S3_SECRET and "
        "ASAN_S3_TLS; then try again.",
    )
