"""Review of a cohort patient by patient: questions, reviewers who answer blind to each other, and their agreement."""
