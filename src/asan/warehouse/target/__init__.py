"""PostgreSQL as a target: a published snapshot fills a schema of its own, which then takes the old one's place."""

from asan.warehouse.target.address import Address
from asan.warehouse.target.load import Loaded, check, load

__all__ = ["Address", "Loaded", "check", "load"]
