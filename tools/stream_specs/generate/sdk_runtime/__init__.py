"""Modules that every SDK has as they stand here: small things that the generator's runtime does not do.

`errors` and `options` stand in for the modules of the same name in a generated package.
"""
