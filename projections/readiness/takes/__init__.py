"""The work that turns each metric, one file for each family. Pure."""
