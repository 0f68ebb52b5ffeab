"""What the web application has besides its modules: errors, health, jobs, the built pages."""
