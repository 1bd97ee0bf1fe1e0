"""The study tool of this repository: it reads the topics and turns their examples into exercises."""
