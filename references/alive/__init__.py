"""Whether citations still stand: retractions, corrections and concerns, and whether their addresses still answer."""
