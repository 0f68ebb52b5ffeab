"""A synthetic Korean hospital, written as Synthea's files."""

from asan.synth.hospital import write_hospital

__all__ = ["write_hospital"]
