"""What faqlab costs, measured: `python -m tests.benchmarks` from the repository's root."""
