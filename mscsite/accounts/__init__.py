"""Accounts of colleagues: signing in with a second factor, sessions, invitations, and what is noted of all that.

Nothing here knows articles or products; who may do what stands in `mscsite.core.roles`.
"""
