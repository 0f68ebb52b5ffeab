"""Live attrition: while a definition is edited, counted from bits that are kept in this process."""
