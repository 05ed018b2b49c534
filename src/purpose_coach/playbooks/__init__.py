"""What a colleague would advise from experience: entries of data, chosen by relevance, filled with facts."""
