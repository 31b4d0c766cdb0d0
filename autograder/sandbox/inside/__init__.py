"""What runs inside the sandbox, next to a student's code; imports nothing of the grader's."""
