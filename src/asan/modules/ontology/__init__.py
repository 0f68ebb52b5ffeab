"""The medical ontology: searching concepts and looking at one of them."""
