"""ASAN_CDM where it names files for Spark."""

import pytest

from asan.warehouse.engines.errors import CdmAddressWrong
from asan.warehouse.engines.spark.address import address_of


@pytest.mark.parametrize(
    ("url", "folder", "shown"),
    [
        ("spark+file:///data/cdm", "/data/cdm", "spark+file:///data/cdm"),
        ("spark+file:///data/our%20cdm/", "/data/our cdm", "spark+file:///data/our%20cdm"),
        ("spark+s3://bucket/a/b/", "s3://bucket/a/b", "spark+s3://bucket/a/b"),
    ],
)
def test_an_address_names_a_folder(url: str, folder: str, shown: str) -> None:
    address = address_of(url)
    assert (address.folder, address.shown) == (folder, shown)


@pytest.mark.parametrize(
    "url",
    [
        "spark+file://host/data", "spark+file:///", "spark+file:///data/*", "spark+file:///a?x=1", "spark+s3://bucket",
        "spark+s3://B_cket/x", "spark+hdfs://host/x", "spark+file:///a/../b", "file:///data", "spark+file:///%ff",
        "spark+file:///a%0Ab", "spark+",
    ],
)  # fmt: skip
def test_what_is_no_folder_is_refused(url: str) -> None:
    with pytest.raises(CdmAddressWrong):
        address_of(url)
