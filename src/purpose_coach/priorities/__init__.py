"""What code knows of priorities: free words read as levels, urgency by the calendar, and one score."""
