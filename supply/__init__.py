"""What the site is made of besides its own code: versions with hashes, licences, known vulnerabilities.

`make lock` after a change of a requirements file, `make licences` with it, `make audit` from time to time.
"""
