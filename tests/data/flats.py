"""Flats with their areas, rooms, cities and prices: the truth that messy files are made of."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

ROWS = 120


class Flat(NamedTuple):
    """A row of the truth that all files hold in part."""

    number: int
    area: float
    rooms: int
    city: int
    built: date
    garden: bool
    price: float
    dear: bool


def _flats() -> list[Flat]:
    rng = random.Random(7)
    flats = []
    for number in range(1, ROWS + 1):
        area, rooms, city = round(rng.uniform(20, 140), 1), rng.randint(1, 5), rng.randrange(3)
        built, garden = date(1990, 1, 1) + timedelta(rng.randrange(12000)), rng.random() < 0.4
        price = 3000 * area + 9000 * rooms + 60_000 * city + 50_000 * garden
        flats.append(Flat(number, area, rooms, city, built, garden, price, price > 340_000))
    return flats


FLATS = _flats()
CITIES = ("Seoul", "Busan", "Jeju")
STÄDTE = ("Köln", "München", "Düsseldorf")
도시 = ("서울", "부산", "제주")
DEAR = ("no", "yes")


def table(header: str, row: Callable[[Flat], str], end: str = "\n", below: str = "") -> str:
    """A file of one line for each flat."""
    lines = [header] if header else []
    return end.join([*lines, *(row(flat) for flat in FLATS)]) + end + below


def comma(number: float, digits: int = 1) -> str:
    return f"{number:.{digits}f}".replace(".", ",")


def grouped(number: float, sign: str) -> str:
    return f"{number:,.0f}".replace(",", sign)


def every(step: int, flat: Flat, odd: str, usual: object) -> str:
    """Another text in every so many rows."""
    return odd if flat.number % step == 0 else str(usual)
