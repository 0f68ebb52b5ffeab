"""One patient's records in time, as the asker's policies show them."""
