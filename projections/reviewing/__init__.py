"""Reviews and adjudications as they are asked about: queues, second looks, and what is told."""
