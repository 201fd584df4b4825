"""`python -m sitegen`, and the console script."""

from sitegen.cli.main import main

if __name__ == "__main__":
    main()
