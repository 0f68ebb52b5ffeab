"""Where access stands open, ends soon, or lies unused: what an administrator should look at."""
