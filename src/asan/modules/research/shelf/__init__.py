"""What researchers save in versions and share with each other."""
