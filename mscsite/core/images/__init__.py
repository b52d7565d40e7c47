"""Pictures: read and refused by content (`reading`), re-encoded in sizes (`encoding`), kept as records (`storing`)."""
