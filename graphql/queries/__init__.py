"""Where reading begins: nodes and projects."""
