"""What README and docs say is what the program does."""
