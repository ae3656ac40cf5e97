"""`python -m regiozoek` is the `regiozoek` command.

Processes that a crawl starts import this file again: it imports the command only to run it, which spares each a second.
"""


def main() -> None:
    """Run the command."""
    from regiozoek.cli import main as command

    command()


if __name__ == "__main__":
    main()
