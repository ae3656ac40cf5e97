"""Entry point of `python -m regiozoek` and of the `regiozoek` command.

Child processes of a crawl import this file again; importing the command only in `main` saves each of them a second.
"""


def main() -> None:
    """Run the command."""
    from regiozoek.cli import run_cli as command

    command()


if __name__ == "__main__":
    main()
