"""A notes API, grown step by step; this step keeps its notes in memory."""
