"""`python -m regiozoek` is the `regiozoek` command."""

from regiozoek.cli import main

main()
