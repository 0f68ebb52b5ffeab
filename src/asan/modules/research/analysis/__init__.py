"""What is computed about cohorts: asked through the gateway, as the asker may see it."""
