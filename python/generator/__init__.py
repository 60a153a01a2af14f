"""Writes the Python types and calls of the contract from the component's resolved WIT.

Used by the build alone; the wheel has only the result.
"""
