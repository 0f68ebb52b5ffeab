"""Access that is asked for: requests, who decides them, what they come to, and its end."""
