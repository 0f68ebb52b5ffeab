"""What is known to be true of the synthetic hospital, written beside its files."""
