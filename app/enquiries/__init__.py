"""Talking instead of buying: a question, a wish or a wholesale request to a group, and the thread it begins."""
