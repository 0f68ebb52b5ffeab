"""PostgreSQL's system catalogs and information_schema, as the asker may see them."""
