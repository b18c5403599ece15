"""`python -m labeltrail.backend` is the command `labeltrail`."""

from labeltrail.backend.cli import main

main()
