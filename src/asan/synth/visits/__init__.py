"""Why people come: one file a reason, each giving a batch of encounters with what is done in them."""
