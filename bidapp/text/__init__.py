"""Rich text as plain data: the block tree, what it is read from and what is made from it.

A document is a tree of dicts in the shape of the editor's schema (ProseMirror JSON, TipTap's
names). `content` checks and describes such trees; the other modules read one from HTML or Markdown,
write one, count its words or give its blocks their ids back.
"""
