"""The solution book, and a homework sheet for each week of the README's plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from teaching.lessons import (
    Piece,
    cells_of,
    exercises,
    home,
    lesson_of,
    lessons,
    pieces,
    title_of,
)
from teaching.pages import page, rendered

# | 2–3 | 2, 0, 3 | in class | at home |
ROW = re.compile(r"^\| (\d+)(?:[–~-](\d+))? \| (\d[\d, ]*) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
WORDS = {
    "en": {
        "book": "Solution book",
        "note": "For teachers: repairs, exercises with their points, and questions.",
        "exercise": "Exercise",
        "repair": "Repair",
        "points": " points",
        "week": "Week",
        "homework": "Homework",
        "name": "Name",
        "number": "Student number",
        "read": "Read",
        "home": "At home",
        "total": "Total",
        "how": "In the notebook a cell checks each answer; here is room for a pencil.",
    },
    "ko": {
        "book": "정답집",
        "note": "가르치는 분께: 고치기, 연습 문제와 배점, 확인 질문의 정답입니다.",
        "exercise": "연습 문제",
        "repair": "고치기",
        "points": "점",
        "week": "주차",
        "homework": "과제",
        "name": "이름",
        "number": "학번",
        "read": "읽기",
        "home": "집에서",
        "total": "합계",
        "how": "답은 노트북의 셀이 채점합니다. 빈칸은 손으로 풀 때 쓰십시오.",
    },
}


def heading(piece: Piece, language: str) -> str:
    """ "Exercise 5.2 ★★", with its points."""
    word = WORDS[language]
    points = f'<span class="points">{piece.points}{word["points"]}</span>'
    return f"<h3>{points}{word['exercise']} {piece.number} {'★' * piece.stars}</h3>"


def solution_book(language: str) -> str:
    """All answers, lesson by lesson, each below what it answers."""
    word, body = WORDS[language], [f'<p class="note">{WORDS[language]["note"]}</p>']
    for path in lessons(language):
        body.append(f'<h2 class="sheet">{lesson_of(path)}. {title_of(path)}</h2>')
        prose = [cell["source"] for cell in cells_of(path) if cell["cell_type"] == "markdown"]
        for piece in (p for text in prose for p in pieces(text, lesson_of(path)) if p.answer):
            if piece.number:
                body += [heading(piece, language), rendered(piece.task)]
            elif piece.prose.strip():  # a question, or what stands before the first
                body.append(rendered(re.split(r"^##? .*$", piece.prose, flags=re.M)[-1]))
            else:
                body.append(f"<h3>{word['repair']}</h3>")
            body.append(f'<div class="answer">{rendered(piece.answer)}</div>')
    return page(word["book"], "\n".join(body), language)


@dataclass
class Week:
    """A week of the plan."""

    number: int
    read: list[Path]
    at_home: str
    exercises: list[Piece]


def plan(language: str) -> list[Week]:
    """The term as the README tells it; what several weeks share is split by points."""
    text = (home(language) / "README.md").read_text(encoding="utf-8")
    paths = {lesson_of(path): path for path in lessons(language)}
    weeks = []
    for first, last, numbers, _, at_home in ROW.findall(text):
        span = range(int(first), int(last or first) + 1)
        read = [paths[int(number)] for number in numbers.split(",")]
        todo = [piece for path in read for piece in exercises(path)]
        for number, share in zip(span, shared_out(todo, len(span))):
            here = {int(piece.number.partition(".")[0]) for piece in share}
            weeks.append(Week(number, [p for p in read if lesson_of(p) in here], at_home, share))
    return weeks


def shared_out(todo: list[Piece], weeks: int) -> list[list[Piece]]:
    """The exercises in order, in so many parts of nearly equal points."""
    total, done = sum(piece.points for piece in todo), 0
    parts: list[list[Piece]] = [[] for _ in range(weeks)]
    for piece in todo:
        middle = done + piece.points / 2
        parts[int(middle * weeks / total)].append(piece)
        done += piece.points
    return parts


def homework(week: Week, language: str) -> str:
    """One week's sheet: what to read, the exercises with points and room for a pencil."""
    word = WORDS[language]
    titles = "; ".join(f"{lesson_of(path)}. {title_of(path)}" for path in week.read)
    body = [
        f'<div class="head"><span>{word["name"]}</span><span>{word["number"]}</span></div>',
        f"<p><b>{word['read']}:</b> {titles}<br>",
        f"<b>{word['home']}:</b> {rendered(week.at_home)[3:-5]}</p>",
        f'<p class="note">{word["how"]}</p>',
    ]
    for piece in week.exercises:
        body += ['<div class="exercise">', heading(piece, language), rendered(piece.task)]
        body.append('<div class="space"></div></div>')
    total = sum(piece.points for piece in week.exercises)
    body.append(f"<p><b>{word['total']}: {total}{word['points']}</b></p>")
    title = f"{word['week']} {week.number}" if language == "en" else f"{week.number}주차"
    return page(f"{title}: {word['homework']}", "\n".join(body), language)
