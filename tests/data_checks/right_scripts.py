"""Trainings that are right: nothing may be found in any of them."""
