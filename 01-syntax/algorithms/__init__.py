"""Algorithms by hand, each one right on its edges and measured against what it promises."""
