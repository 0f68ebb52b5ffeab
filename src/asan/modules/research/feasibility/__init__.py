"""Feasibility: how many patients a protocol's criteria leave, told before anybody has access to them."""
