"""Imports in the admin: files are uploaded, looked at, decided on, written one transaction each, and taken back."""
