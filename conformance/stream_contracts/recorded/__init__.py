"""Recorded traffic judged like that of a run, without sending anything.

har.py       reads the file          secrets.py   finds what must not be kept, and takes it out
matching.py  request -> operation    calls.py     request -> the call that it was
judging.py   exchanges -> result
"""
