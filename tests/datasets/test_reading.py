"""Files written for the purpose: each is read right, or refused by what is wrong with it."""

import gzip
import json
import pickle
import zipfile
from io import BytesIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from datasets import DataError, read_table, written
from datasets.reading import MAX_BYTES
from datasets.refusals import CODES

NAN, INF = float("nan"), float("inf")
XY, ROWS = ("x", "y"), [[1.0, 2.0], [3.5, -4.0]]
DUPLICATE = "“x” is the name of more than one column; column 2 is shown as “x [2]”."
COUNTS = "The first column only counts the rows and was left out."


def unnamed(line=1):
    return f"No line holds names: line {line} was read as data."


READ = {
    # what: (content, columns, values, notes)
    "commas": ("x,y\n1,2\n3.5,-4\n", XY, ROWS, ()),
    "semicolons": ("x;y\n1;2\n3.5;-4", XY, ROWS, ()),
    "tabs, as a spreadsheet copies": ("x\ty\r\n1\t2\r\n3.5\t-4\r\n", XY, ROWS, ()),
    "bars": ("x|y\n1|2\n3.5|-4\n", XY, ROWS, ()),
    "blanks": ("x y\n  1   2\n3.5  -4  \n", XY, ROWS, ()),
    "old line ends": ("x,y\r1,2\r3.5,-4", XY, ROWS, ()),
    "a declared separator": ("sep=;\nx;y\n1;2\n3.5;-4\n", XY, ROWS, ()),
    "decimal commas": ("x;y\n1;2,0\n3,5;-4", XY, ROWS, ()),
    "decimal commas and tabs": ("x\ty\n1,0\t2\n3,5\t-4,0", XY, ROWS, ()),
    "decimal commas and blanks": (
        "1,0 2,0\n3,5 -4,0",
        ("column 1", "column 2"),
        ROWS,
        (unnamed(),),
    ),
    "quoted decimal commas": ('x,y\n"1,0",2\n"3,5",-4', XY, ROWS, ()),
    "three digits that are no thousands": (
        "x;y\n0,125;1234,125\n1,234;2",
        XY,
        [[0.125, 1234.125], [1.234, 2.0]],
        (),
    ),
    "no names": ("1,2\n3.5,-4\n", ("column 1", "column 2"), ROWS, (unnamed(),)),
    "no names, missing first": (
        "NA,2\n1,2\n3.5,-4",
        ("column 1", "column 2"),
        ROWS,
        (unnamed(), "1 row with missing values was left out."),
    ),
    "spaces around": (" x , y \n 1 , 2 \n 3.5 , -4 ", XY, ROWS, ()),
    "quotes": ('"x","y"\n"1","2"\n"3.5","-4"\n', XY, ROWS, ()),
    "separators and breaks in names": (
        '"a, b","say ""c""\nd"\n1,2\n3.5,-4',
        ("a, b", 'say "c" d'),
        ROWS,
        (),
    ),
    "exponents and signs": ("x,y\n+1e0,.2E1\n35e-1,−4.", XY, ROWS, ()),
    "blank lines": ("\n\nx,y\n\n1,2\n,\n3.5,-4\n\n", XY, ROWS, ()),
    "comments": (
        "# made by hand\nx,y\n1,2\n#9,9\n3.5,-4",
        XY,
        ROWS,
        ("2 lines that begin with # were left out.",),
    ),
    "names in a comment": (
        "# x,y\n1,2\n3.5,-4",
        XY,
        ROWS,
        ("The names of the columns are those of line 1.",),
    ),
    "missing values": (
        "x,y\n1,2\n,7\nNA,7\n7,n/a\n7,#N/A\nnull,NaN\n7,?\n3.5,-4",
        XY,
        ROWS,
        ("6 rows with missing values were left out.",),
    ),
    "infinite values": (
        "x,y\n1,2\ninf,7\n7,-Infinity\n3.5,-4",
        XY,
        ROWS,
        ("2 rows with infinite values were left out.",),
    ),
    "dates": (
        "day,x,time,y\n2024-01-31,1,12:30,2\n2024-02-01,3.5,12:31:05,-4",
        XY,
        ROWS,
        (
            "Column “day” holds dates or times and was left out.",
            "Column “time” holds dates or times and was left out.",
        ),
    ),
    "text": ("kind,x,y\na,1,2\nb,3.5,-4", XY, ROWS, ()),
    "text with many different values": (
        "name,x,y\n" + "".join(f"n{i},1,{i}\n" for i in range(60)),
        XY,
        [[1.0, float(i)] for i in range(60)],
        ("Column “name” holds text and was left out.",),
    ),
    "text and no names": ("a,1,2\nb,3.5,-4", ("column 2", "column 3"), ROWS, (unnamed(),)),
    "an empty column": (
        "x,nothing,y\n1,,2\n3.5,,-4",
        XY,
        ROWS,
        ("Column “nothing” is empty and was left out.",),
    ),
    "a column with an error that is not needed": (
        "x,y,z\n1,2,3\n3.5,-4,4\n5,6,oops",
        XY,
        [*ROWS, [5.0, 6.0]],
        ("Column “z” was left out, because “oops” in line 4 is not a number.",),
    ),
    "an index as pandas writes it": (",x,y\n0,1,2\n1,3.5,-4", XY, ROWS, (COUNTS,)),
    "an index from 1": ("id;x;y\n1;1;2\n2;3.5;-4", XY, ROWS, (COUNTS,)),
    "row names as R writes them": ('"x" "y"\n"1" 1 2\n"2" 3.5 -4', XY, ROWS, (COUNTS,)),
    "a first column that counts and has a name": (
        "t,y\n0,2\n1,-4",
        ("t", "y"),
        [[0.0, 2.0], [1.0, -4.0]],
        (),
    ),
    "duplicate names": ("x,x\n1,2\n3.5,-4", ("x", "x [2]"), ROWS, (DUPLICATE,)),
    "names left empty": ("x,\n1,2\n3.5,-4", ("x", "column 2"), ROWS, ()),
    "reserved names": (
        "__proto__,constructor\n1,2\n3.5,-4",
        ("__proto__", "constructor"),
        ROWS,
        (),
    ),
    "invisible letters in names": ("x\u202e,\u200by\n1,2\n3.5,-4", XY, ROWS, ()),
    "markup in names": (
        "<img src=x onerror=alert(1)>,y\n1,2\n3.5,-4",
        ("<img src=x onerror=alert(1)>", "y"),
        ROWS,
        (),
    ),
    "cells too many but empty": ("x,y\n1,2,\n3.5,-4,", XY, ROWS, ()),
}


@pytest.mark.parametrize("what", READ)
def test_what_can_be_read_is_read_right(what):
    content, columns, values, notes = READ[what]
    table = read_table(content.encode())
    assert table.columns == columns
    assert table.values.tolist() == values
    assert table.notes == notes
    assert not table.values.flags.writeable


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encodings(encoding):
    table = read_table("größe;naïve\n1;2\n3,5;-4\n".encode(encoding))
    assert table.columns == ("größe", "naïve")
    assert table.values.tolist() == ROWS
    assert bool(table.notes) == (encoding == "cp1252")


def zipped(*names):
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x,y\n1,2\n3,4\n")
    return made.getvalue()


def array_bytes():
    made = BytesIO()
    np.save(made, np.eye(3))
    return made.getvalue()


REFUSED = {
    # what: (content, code, parts of the sentence)
    "nothing": (b"", "empty", ["empty"]),
    "blank": (b" \n\n \n", "empty", ["empty"]),
    "comments only": (b"# a\n# b\n", "empty", ["no rows"]),
    "names only": (b"x,y\n", "too_few_rows", ["no row"]),
    "one row": (b"x,y\n1,2\n", "too_few_rows", ["one row"]),
    "missing nearly everywhere": (b"x,y\n1,\n,2\n3,4\n", "too_few_rows", ["one row"]),
    "an error": (b"x,y\n1,2\n3,abc\n4,5", "non_numeric", ["line 3", "“y”", "“abc”", "empty"]),
    "digits of another script": (b"x,y\n1,2\n3,4\n5,\xd9\xa3", "non_numeric", ["line 4", "“y”"]),
    "underscores": (b"x,y\n1,2\n3,1_0\n5,6", "non_numeric", ["line 3", "“1_0”"]),
    "thousands": (b'x,y\n"1,234.5",2\n3,4', "non_numeric", ["line 2", "“x”", "thousands"]),
    "thousands with points": (b"x;y\n1.234,5;2\n3,5;4", "non_numeric", ["line 2", "thousands"]),
    "millions": (b"x;y\n1;1.234.567\n3;4", "non_numeric", ["line 2", "“y”", "thousands"]),
    "thousands with blanks": (b"x;y\n1 234;2\n3;4", "non_numeric", ["line 2", "thousands"]),
    "thousands as in Switzerland": (b"x;y\n1'234;2\n3;4", "non_numeric", ["thousands"]),
    "thousands as in India": (b'x,y\n"12,34,567",2\n3,4', "non_numeric", ["thousands"]),
    "thousands or decimals": (b"x;y\n1,234;2\n3;4", "non_numeric", ["line 2", "1234", "1.234"]),
    "both decimal marks": (b"x;y\n1,5;2\n3;4.5", "non_numeric", ["line 2", "line 3", "“y”"]),
    "a point that would be thousands": (b"x;y\n1,5;2\n3;1.234", "non_numeric", ["line 3"]),
    "names that are partly numbers": (b"x,2\n3,4\n5,6", "non_numeric", ["line 1", "column 1"]),
    "unquoted thousands": (b"x,y\n1,234,5\n2,345,6", "ragged", ["line 2", "3 cells", "has 2"]),
    "a short row": (b"x,y,z\n1,2,3\n4,5\n", "ragged", ["line 3", "2 cells"]),
    "a long row": (b"x,y\n1,2\n3,4\n5,6,7\n", "ragged", ["line 4"]),
    "an open quote": (b'x,y\n"1,2\n3,4\n', "malformed", ["line 2", "quotes"]),
    "a quote in the middle": (b'x,y\n1,2\n"3"5,4\n', "malformed", ["line 3"]),
    "one column": (b"x\n1\n2\n", "no_numeric_columns", ["one column"]),
    "one column of numbers": (b"x,kind\n1,a\n2,b\n", "no_numeric_columns", ["“x”"]),
    "words": (b"kind,colour\na,red\nb,blue\n", "no_numeric_columns", ["No column"]),
    "too large a number": (b"x,y\n1,2\n3,-2e100", "out_of_range", ["line 3", "“y”", "1e100"]),
    "beyond any float": (b"x,y\n1,2\n1e999,3", "out_of_range", ["line 3", "“x”", "1e100"]),
    "too many bytes": (b"x,y\n" + b"1,2\n" * (MAX_BYTES // 4), "too_large", ["10 MB"]),
    "too many rows": (b"x,y\n" + b"1,2\n" * 100_001, "too_large", ["100,000 rows"]),
    "too many columns": (b"1," * 100 + b"1\n" + b"2," * 100 + b"2\n", "too_many_columns", ["100"]),
    "neither UTF-8 nor Windows": (b"x,y\n1,\x81\xff\n", "encoding", ["line 2", "UTF-8"]),
    "half of UTF-16": ("x,y\n1,2\n3,4".encode("utf-16") + b"\x00", "encoding", ["UTF-16"]),
    "zeros": (b"x,y\n\x00\x00\x00\x00", "encoding", ["not a text file"]),
    "xlsx": (zipped("[Content_Types].xml", "xl/workbook.xml"), "is_zip_or_excel", ["Excel", "CSV"]),
    "ods": (zipped("mimetype opendocument.spreadsheet"), "is_zip_or_excel", ["OpenDocument"]),
    "zip": (zipped("data.csv"), "is_zip_or_excel", ["ZIP", "Unpack"]),
    "npz": (zipped("x.npy"), "is_zip_or_excel", ["NumPy"]),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "is_zip_or_excel", ["old Excel"]),
    "gzip": (gzip.compress(b"x,y\n1,2\n3,4"), "is_zip_or_excel", ["gzip"]),
    "html": (b"\n<!DOCTYPE html><html><body>", "malformed", ["web page"]),
    "a table of a web page": (b"<table><tr><td>1</td></tr></table>", "malformed", ["web page"]),
    "xml": (b'<?xml version="1.0"?><a>1</a>', "malformed", ["XML"]),
    "json": (json.dumps({"x": [1, 2]}).encode(), "malformed", ["JSON"]),
    "json rows": (json.dumps([[1, 2], [3, 4]]).encode(), "malformed", ["JSON"]),
    "png": (b"\x89PNG\r\n\x1a\n\x00\x00", "malformed", ["PNG"]),
    "pdf": (b"%PDF-1.7\n", "malformed", ["PDF"]),
    "npy": (array_bytes(), "malformed", ["NumPy"]),
    "parquet": (b"PAR1\x15\x04", "malformed", ["Parquet"]),
    **{
        f"pickle {protocol}": (pickle.dumps([[1.0, 2.0]], protocol), "malformed", ["pickle"])
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
    },
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_read_is_refused_in_one_sentence(what):
    content, code, parts = REFUSED[what]
    with pytest.raises(DataError) as refused:
        read_table(content, "table.csv")
    said = str(refused.value)
    assert refused.value.code == code
    for part in parts:
        assert part.casefold() in said.casefold()
    assert said.endswith(".")
    assert len(said) < 400


def test_a_person_may_say_whether_the_first_line_holds_names():
    years = b"2019,2020\n1,2\n3,4\n"
    assert len(read_table(years).values) == 3
    told = read_table(years, header=True)
    assert (told.columns, len(told.values)) == (("2019", "2020"), 2)
    with pytest.raises(DataError, match="Line 1"):
        read_table(b"x,y\n1,2\n3,4", header=False)


def test_missing_values_matter_only_in_the_columns_that_are_shown():
    table = read_table(b"x,y,z,kind\n1,2,,a\n3,4,,b\n5,,6,a\n7,8,9,\n")
    points, groups, notes = table.points("x", "y")
    assert (points.tolist(), groups) == ([[1, 2], [3, 4], [7, 8]], None)
    assert notes == ("1 row with missing values was left out.",)
    points, groups, notes = table.points("x", "y", "kind")
    assert (points.tolist(), groups.tolist()) == ([[1, 2], [3, 4]], [0, 1])
    assert notes == ("2 rows with missing values were left out.",)
    with pytest.raises(DataError, match="only one row with a value in “y” and in “z”"):
        table.points("y", "z")


def test_groups_are_text_or_whole_numbers():
    rows = "".join(f"{i / 7},{i},{i % 3},{'ab'[i % 2]}\n" for i in range(100))
    table = read_table(f"x,count,cluster,kind\n{rows}".encode())
    assert table.group_columns == ("kind", "cluster")
    _, groups, _ = table.points("x", "count", "cluster")
    assert groups.tolist() == [i % 3 for i in range(100)]


@pytest.mark.parametrize("scale", [1e-90, 1.0, 1e99])
def test_standardized_columns_have_mean_0_and_variance_1(scale):
    values = np.random.default_rng(0).normal(size=(40, 2)) * scale
    table = read_table(written(values, ["x", "y"]).encode())
    points, _, _ = table.points("x", "y", standardize=True)
    assert points.mean(axis=0) == pytest.approx(0, abs=1e-12)
    assert points.var(axis=0) == pytest.approx(1)
    assert points == pytest.approx(
        (values - values.mean(axis=0)) / (values / scale).std(axis=0) / scale
    )


def test_a_constant_column_cannot_be_standardized():
    with pytest.raises(DataError, match="“y” are equal"):
        read_table(b"x,y\n1,2\n3,2\n").points("x", "y", standardize=True)


FINITE = st.floats(-1e100, 1e100)
POINTS = st.lists(st.tuples(FINITE, FINITE), min_size=2, max_size=20)
NAMES = st.text(max_size=12)


@given(points=POINTS, names=st.tuples(NAMES, NAMES), groups=st.booleans())
@example(points=[(0.0, -0.0), (1.0, 2.0)], names=("1", "=cmd()"), groups=False)
@example(points=[(0.0, 1.0), (1.0, 2.0)], names=("NA", "#"), groups=True)
@example(points=[(0.0, 1.0), (1.0, 2.0)], names=("<html>", "sep=;"), groups=True)
@example(points=[(0.0, 1.0), (1.0, 2.0)], names=("id", "{"), groups=True)
@example(points=[(0.0, 1.0), (1.0, 2.0)], names=("PK\x03\x04", "("), groups=True)
def test_what_is_written_is_read_back_equal(points, names, groups):
    array = np.array(points)
    labels = np.arange(len(array)) % 3 if groups else None
    table = read_table(written(array, names, labels).encode())
    across, up = table.columns[:2]
    back, found, notes = table.points(across, up, table.columns[2] if groups else None)
    assert np.array_equal(back, array)
    assert notes == ()
    assert (found is None) if labels is None else np.array_equal(found, labels)


@given(
    points=st.lists(st.tuples(*[st.floats(-1e6, 1e6)] * 3), min_size=2, max_size=12),
    separator=st.sampled_from(["\t", ";", "|"]),
    comma=st.booleans(),
    encoding=st.sampled_from(["utf-8-sig", "utf-16", "cp1252"]),
)
def test_every_dialect_of_pandas_is_read_back_equal(points, separator, comma, encoding):
    frame = pd.DataFrame(np.array(points) + 0.0, columns=["größe", "b", "c"])
    text = frame.to_csv(sep=separator, decimal="," if comma else ".")
    table, code = attempt(text.encode(encoding))
    if table is None:
        # 1,234 alone could be a thousand.
        assert (code, comma) == ("non_numeric", True)
        return
    assert table.columns == ("größe", "b", "c")
    assert np.array_equal(table.values, frame.to_numpy())


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@example(content=b"\xef\xbb\xbf")
@example(content=b'"' * 100)
@example(content=b"sep=\n1,2")
@example(content=b'sep="\n1,2')
@example(content=b"sep= \n1 2\n3 4")
@example(content=b"[" * 10_000)
@example(content=b"x,y\n" + b"9" * 5000 + b",1\n2,3")
@example(content=b'x,y\n"' + b"a" * 200_000 + b'",1\n2,3')
def test_nothing_whatever_raises_anything_else(content):
    table, code = attempt(content)
    if table is None:
        assert code in CODES
    else:
        assert len(table.columns) >= 2
        assert np.isfinite(table.values).all()


def attempt(content):
    """Return the table, or the code of why not."""
    try:
        return read_table(content), None
    except DataError as refused:
        return None, refused.code


@pytest.mark.parametrize(("cell", "code"), [("1.0\x01", "encoding"), ("oops", "non_numeric")])
def test_a_long_file_is_looked_through_to_its_end(cell, code):
    lines = ["x,y", *["1.25,2.5"] * 70_000, f"{cell},2.5"]
    with pytest.raises(DataError) as refused:
        read_table("\n".join(lines).encode())
    assert refused.value.code == code
