"""What the facts mean now: ground truth, agreement, readiness, and the statistics behind them."""
