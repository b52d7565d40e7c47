import datetime as dt

import pytest

from mscsite.core import dates
from mscsite.core.dates import DatePrecision


@pytest.mark.parametrize(
    ("text", "date", "precision", "words", "last"),
    [
        ("2024", dt.date(2024, 1, 1), DatePrecision.YEAR, "2024年", dt.date(2024, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), DatePrecision.MONTH, "2024年2月", dt.date(2024, 2, 29)),
        ("2024-12-18", dt.date(2024, 12, 18), DatePrecision.DAY, "2024年12月18日", dt.date(2024, 12, 18)),
    ],
)
def test_a_date_and_its_precision(text, date, precision, words, last):
    assert dates.parse(text) == (date, precision)
    assert dates.iso(date, precision) == text
    assert dates.in_words(date, precision) == words
    assert dates.last_day(date, precision) == last


def test_the_first_day_of_what_is_known():
    assert dates.first_day(dt.date(2024, 5, 6), DatePrecision.YEAR) == dt.date(2024, 1, 1)
    assert dates.first_day(dt.date(2024, 5, 6), DatePrecision.MONTH) == dt.date(2024, 5, 1)


@pytest.mark.parametrize("text", ["", "2024-13", "gestern", "2024-02-30"])
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        dates.parse(text)
