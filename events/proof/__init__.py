"""Mathematics of proof: Merkle trees, signed notes and checkpoints. Pure, and no more than that."""
