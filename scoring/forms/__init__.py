"""A scheme as forms: what each kind of clause asks, read from and written into the document without losing anything.

The checks are the engine's own (`scoring.engine.parse_scheme`): a form only carries values to the document and shows
each problem at the field whose path it names. So whatever was typed stays in the draft, also where it is wrong.
"""
