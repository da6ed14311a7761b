"""The first page, and the documents that come with the program."""
