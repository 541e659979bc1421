"""What a person types and reads in the terminal."""
