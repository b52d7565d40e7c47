"""The public list as open data: three tables that anyone may take, with what each of their columns means.

Only what the public sees, both scripts, and nothing that only an editor's sheet needs.
"""
