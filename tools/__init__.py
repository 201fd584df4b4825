"""What the project's own people use: set-up, pictures of pages, sample drawing. Not part of the package."""
