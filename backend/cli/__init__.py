"""The command line `labeltrail`: one file per command, put together in `application.py`."""


def main() -> None:
    """Runs the command that `sys.argv` names and exits with its code."""
    from labeltrail.backend.cli.application import run_command

    run_command()
