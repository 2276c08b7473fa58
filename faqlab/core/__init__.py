"""What several topics need: the recorded run, its recorder, the table of topics."""
