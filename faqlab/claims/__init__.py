"""What the FAQ claims, one module a topic: sentences, small experiments, verdicts on record."""
