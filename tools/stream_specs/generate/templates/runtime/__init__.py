"""What every client does in the same way; the modules of the package call it."""
