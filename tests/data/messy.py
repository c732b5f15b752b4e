"""Tables as people make them: forty ways to write the same flats."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from typing import NamedTuple

from tests.data.flats import CITIES, DEAR, STÄDTE, comma, every, grouped, table, 도시


class Messy(NamedTuple):
    """A file, its target, what must be said of it, and options that it needs."""

    content: bytes
    target: str
    words: tuple[str, ...]
    options: tuple[str, ...] = ()


MESSY: dict[str, Messy] = {}


def add(
    name: str, text: str | bytes, target: str, *words: str, options: Iterable[str] = ()
) -> None:
    content = text if isinstance(text, bytes) else text.encode()
    MESSY[name] = Messy(content, target, words, tuple(options))


# The twelve of a newcomer's first hour.
add(
    "text categories",
    table("area,city,dear", lambda f: f"{f.area},{CITIES[f.city]},{DEAR[f.dear]}"),
    "dear",
    "1 category (city 3)",
)
add(
    "empty cells",
    table("area,rooms,dear", lambda f: f"{every(7, f, '', f.area)},{f.rooms},{DEAR[f.dear]}"),
    "dear",
    "no value in area (17)",
)
add(
    "NA of R",
    table('"area","rooms","price"', lambda f: f"{f.area},{every(9, f, 'NA', f.rooms)},{f.price}"),
    "price",
    "no value in rooms (13: 'NA')",
)
add(
    "question marks of old data sets",
    table("area,city,dear", lambda f: f"{every(8, f, '?', f.area)}, {CITIES[f.city]}, {f.dear:d}"),
    "dear",
    "no value in area (15: '?')",
)
add(
    "semicolons",
    table("area;rooms;dear", lambda f: f"{f.area};{f.rooms};{DEAR[f.dear]}"),
    "dear",
    "semicolon",
)
add(
    "tabs",
    table("area\trooms\tdear", lambda f: f"{f.area}\t{f.rooms}\t{DEAR[f.dear]}"),
    "dear",
    "tab",
)
add(
    "decimal commas",
    table("area;rooms;price", lambda f: f"{comma(f.area)};{f.rooms};{comma(f.price, 2)}"),
    "price",
    "decimal comma",
)
add(
    "dates",
    table("area,built,dear", lambda f: f"{f.area},{f.built},{DEAR[f.dear]}"),
    "dear",
    "1 date",
)
add(
    "dollars",
    table("area,rooms,price", lambda f: f'{f.area},{f.rooms},"${f.price:,.2f}"'),
    "price",
    "price in $",
)
add(
    "True and False",
    table("area,garden,dear", lambda f: f"{f.area},{f.garden},{f.dear}"),
    "dear",
    "1 truth value",
)
add(
    "an id",
    table("id,area,rooms,dear", lambda f: f"{f.number},{f.area},{f.rooms},{DEAR[f.dear]}"),
    "dear",
    "left out: id (counts the rows)",
)
add(
    "Korean Excel",
    table(
        "번호,면적,도시,비쌈",
        lambda f: f"{f.number},{f.area},{도시[f.city]},{'예' if f.dear else '아니오'}",
        "\r\n",
    ).encode("cp949"),
    "비쌈",
    "cp949",
    "left out: 번호",
)

# Twenty and more that offices, laboratories and schools have.
add(
    "no header",
    table("", lambda f: f"{f.area},{f.rooms},{CITIES[f.city]},{DEAR[f.dear]}"),
    "4",
    "no header (columns 1 to 4)",
)
add(
    "German Excel",
    table(
        "Größe;Stadt;gebaut;Preis",
        lambda f: (
            f"{comma(f.area)};{STÄDTE[f.city]};{f.built:%d.%m.%Y};{grouped(f.price, '.')},00 €"
        ),
        "\r\n",
    ).encode("cp1252"),
    "Preis",
    "Latin-1, semicolon",
    "decimal comma",
    "1 date",
    "Preis in €",
)
add(
    "Excel's Unicode text",
    table("area\tcity\tdear", lambda f: f"{f.area}\t{도시[f.city]}\t{f.dear:d}", "\r\n").encode(
        "utf-16"
    ),
    "dear",
    "UTF-16, tab",
)
add(
    "write.table of R",
    table(
        '"area" "city" "price"', lambda f: f'"{f.number}" {f.area} "{CITIES[f.city]}" {f.price:g}'
    ),
    "price",
    "space",
    "column 1 without a name",
    "left out: 1 (counts the rows)",
)
add(
    "index of pandas",
    table(",area,rooms,dear", lambda f: f"{f.number - 1},{f.area},{f.rooms},{f.dear}"),
    "dear",
    "left out: 1 (counts the rows)",
)
add(
    "SQL dump",
    table(
        "id,area,city,dear",
        lambda f: f"{f.number},{every(10, f, 'NULL', f.area)},'{CITIES[f.city]}, KR',{f.dear:d}",
    ),
    "dear",
    "no value in area (12: 'NULL')",
    "1 category (city 3)",
)
add(
    "sensor log with units",
    "# logger 7, firmware 2.1\n# started 2024-01-03\n"
    + table(
        "time;area;rooms;dear",
        lambda f: (
            f"2024-01-03 {f.number // 60:02d}:{f.number % 60:02d};{f.area} m²;{f.rooms};{f.dear:d}"
        ),
    ),
    "dear",
    "area in m²",
    "2 lines of comment, title or total passed over",
)
add(
    "Swiss thousands",
    table("Fläche,Zimmer,Preis", lambda f: f"{f.area},{f.rooms},CHF {grouped(f.price, chr(39))}"),
    "Preis",
    "Preis in CHF",
)
add(
    "French thousands",
    table(
        "surface;pièces;prix",
        lambda f: f"{comma(f.area)};{f.rooms};{grouped(f.price, chr(0x202F))} €",
    ),
    "prix",
    "decimal comma",
    "prix in €",
)
add(
    "quoted newlines",
    table(
        "area,rooms,note,dear",
        lambda f: f'{f.area},{f.rooms},"flat {f.number}\nseen, and ""liked""",{DEAR[f.dear]}',
    ),
    "dear",
    "left out: note (another text in every row)",
)
add(
    "trailing delimiter",
    table("area,rooms,dear,", lambda f: f"{f.area},{f.rooms},{DEAR[f.dear]},"),
    "dear",
    "2 numbers",
)
add(
    "empty lines and rows",
    table(
        "area,rooms,dear",
        lambda f: f"{f.area},{f.rooms},{DEAR[f.dear]}" + ("\n,,\n" * (f.number == 50)),
        below="\n\n,,\n",
    ),
    "dear",
    "2 empty lines passed over",
)
add(
    "two header lines",
    "flat,flat,value\n" + table("area,rooms,dear", lambda f: f"{f.area},{f.rooms},{f.dear:d}"),
    "value dear",
    "row 2 taken for a part of the header",
)
add(
    "a line of units",
    "area,rooms,price\nm2,-,USD\n" + table("", lambda f: f"{f.area},{f.rooms},{f.price}"),
    "price",
    "row 2 taken for a part of the header",
)
add(
    "a title above",
    "Flats of 2024;;\n;;\n"
    + table("area;rooms;dear", lambda f: f"{f.area};{f.rooms};{DEAR[f.dear]}"),
    "dear",
    "1 line of comment, title or total passed over",
)
add(
    "byte order mark",
    b"\xef\xbb\xbf"
    + table("dear,area,rooms", lambda f: f"{DEAR[f.dear]},{f.area},{f.rooms}", "\r\n").encode(),
    "dear",
    "UTF-8, comma",
)
add(
    "ragged rows",
    table(
        "area,rooms,dear",
        lambda f: (
            f"{f.area},{f.rooms}"
            + ("" if f.number == 30 else f",{DEAR[f.dear]}")
            + ",,7" * (f.number == 60)
        ),
    ),
    "dear",
    "2 rows of another length left out (row 31, 61)",
)
add(
    "spaces after commas",
    table(
        "area, rooms, city, dear",
        lambda f: f'{f.area}, {f.rooms}, "{CITIES[f.city]}, KR", {DEAR[f.dear]}',
    ),
    "dear",
    "1 category (city 3)",
)
add(
    "percent and signs",
    table("area,change,dear", lambda f: f"{f.area}%,{f.rooms - 3:+d},{DEAR[f.dear]}"),
    "dear",
    "area in %",
)
add(
    "scientific, and inf",
    table(
        "area,rooms,dear",
        lambda f: f"{every(20, f, 'inf', f'{f.area:.4e}')},{f.rooms:.1E},{f.dear:d}",
    ),
    "dear",
    "no value in area (6: 'inf')",
)
add(
    "dates with times",
    table(
        "sold,area,dear",
        lambda f: f"{f.built:%d/%m/%Y} {f.number % 12 + 1}:05 PM,{f.area},{DEAR[f.dear]}",
    ),
    "dear",
    "1 date",
)
add(
    "month first",
    table("sold,area,dear", lambda f: f"{f.built:%m/%d/%y},{f.area},{DEAR[f.dear]}"),
    "dear",
    "1 date",
    "years 69 to 99 taken for 1969 to 1999",
)
add(
    "Korean dates and words",
    table(
        "준공,면적,정원,가격",
        lambda f: (
            f"{f.built.year}년 {f.built.month}월 {f.built.day}일,{f.area},"
            f"{'예' if f.garden else '아니오'},{f.price:.0f}원"
        ),
    ),
    "가격",
    "1 date",
    "1 truth value",
    "가격 in 원",
)
add(
    "mixed case truth",
    table(
        "area,garden,dear",
        lambda f: ",".join(
            [
                str(f.area),
                ("TRUE", "True", "yes")[f.number % 3] if f.garden else ("False", "NO")[f.rooms % 2],
                ("Yes", "YES")[f.number % 2] if f.dear else "no",
            ]
        ),
    ),
    "dear",
    "1 truth value",
)
add(
    "missing targets",
    table("area,rooms,dear", lambda f: f"{f.area},{f.rooms},{every(15, f, '', DEAR[f.dear])}"),
    "dear",
    "8 rows without dear left out",
)
add(
    "accountants' brackets",
    table("area,balance,dear", lambda f: f'{f.area},"({f.rooms * 1234:,})",{DEAR[f.dear]}'),
    "dear",
    "2 numbers",
)
add(
    "told to Excel",
    "sep=|\n" + table("area|rooms|dear", lambda f: f"{f.area}|{f.rooms}|{DEAR[f.dear]}"),
    "dear",
    "UTF-8, |,",
)
add(
    "packed",
    gzip.compress(
        table("area,rooms,dear", lambda f: f"{f.area},{f.rooms},{DEAR[f.dear]}").encode(), mtime=0
    ),
    "dear",
    "2 numbers",
)
add(
    "postcodes",
    table("area,postcode,dear", lambda f: f"{f.area},0{f.city}139,{DEAR[f.dear]}"),
    "dear",
    "1 category (postcode 3)",
    options=("--categorical", "postcode"),
)
add(
    "rows left out where cells are empty",
    table("area,rooms,dear", lambda f: f"{every(7, f, '-', f.area)},{f.rooms},{DEAR[f.dear]}"),
    "dear",
    "17 rows with empty cells left out",
    options=("--missing", "drop"),
)
