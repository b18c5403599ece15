"""Agreement: kept sums as score records, and any coefficient part by part when it is asked for."""
