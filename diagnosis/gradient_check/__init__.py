"""Names mistakes in the lesson gradient_check: in J, its slope, the checks, the gradients."""
