"""Short clinical notes in Korean, English and the mixture that doctors write; every note is plainly about nobody."""
