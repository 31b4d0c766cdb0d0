"""What makes the grading of this course fair; the notebooks and nbgrader_config.py use it."""
