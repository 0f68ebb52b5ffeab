"""Who is asking: accounts, passwords, sessions, tokens, and the audit log's pages."""
