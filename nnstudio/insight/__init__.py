"""What a trained network does, in numbers: evaluation, classes, regression, hard samples, weights. No Qt here."""
