"""The doctor: finds what is wrong or doubtful in a document, and offers repairs that are proven before they are shown.

A *diagnosis* (package `diagnoses`) finds one kind of mistake and tells it as a `Problem`. A *remedy* (package
`remedies`) proposes changes that might mend problems of some codes; it may be wrong, and need not look at more than its
own part of the network. `doctor.repairs` carries each proposal out on a copy of the document, looks at that as if it
had been opened, drops what does not help or breaks something else, and ranks the rest.

To teach the doctor something is to add a class in a module of one of the two packages; nothing else lists them.
"""
