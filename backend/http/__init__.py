"""GraphQL over HTTP and the health of the process: the wire, and nothing of the domain."""
