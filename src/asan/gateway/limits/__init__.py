"""What one who asks may use up: rows, seconds, memory, questions at a time, and megabytes a day."""
