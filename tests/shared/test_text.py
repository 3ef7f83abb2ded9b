from shared.text import Invalid, Text, fill


def test_a_text_reads_in_english() -> None:
    assert str(Text.of("{n} rows of {file}", n=3, file="a.csv")) == "3 rows of a.csv"


def test_a_text_with_a_missing_value_shows_its_msgid() -> None:
    assert str(Text.of("Hello {name}")) == "Hello {name}"


def test_a_placeholder_may_be_called_anything() -> None:
    assert str(Text.of("{msgid} {cls} {self}", msgid="a", cls="b", self="c")) == "a b c"


def test_texts_are_values() -> None:
    assert Text.of("{n} x", n=1) == Text("{n} x", {"n": 1})
    assert Invalid("when", Text.of("No.")) == Invalid("when", Text.of("No."))


def test_a_malformed_sentence_is_not_filled() -> None:
    assert [fill(bad, {"a": 1}) for bad in ("{", "{0}", "{b}", "{a.x}", "{a[0]}", "{a!z}")] == [
        None
    ] * 6
