"""The flights that left New York in 2013: the files, the schema, the loader, and a database server to put them in.

The one package that the example packages share: they are about the same rows, asked in three ways.
"""
