"""The facilitators' briefing pack (guidance 4.5 to 4.8): our own pages and the papers, bound into one PDF for each."""
