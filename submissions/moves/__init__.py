"""The table of moves (product.md §3): who may bring an item from where to where, and what that needs.

table.py    the moves, a row each: change one, add one
rules.py    who may make a move
chain.py    the steps inside a unit and the route of signatures above it
guards.py   what must be true before a move
effects.py  what a move changes besides the status
tells.py    who hears of it
"""
