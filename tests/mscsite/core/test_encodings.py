import pytest

from mscsite.core.encodings import marked


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_each_mark_names_its_encoding(encoding):
    data = "\ufeff细胞".encode(encoding)
    mark, found = marked(data)
    assert (found, data[len(mark) :].decode(found)) == (encoding, "细胞")


@pytest.mark.parametrize("data", [b"", b"\xef\xbb", "细胞".encode(), "细胞".encode("gb18030")])
def test_no_mark_is_none(data):
    assert marked(data) is None
