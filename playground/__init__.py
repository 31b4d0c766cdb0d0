"""What makes the lessons in notebooks/ live: the compiled trainer and one module per explorer."""
