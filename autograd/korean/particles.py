"""Korean particles, whose form goes by the sound before them: Value를, tanh는, 3이, 10으로.

A template has both forms, 은(는), 이(가), 을(를), 과(와), (으)로, (이)라; when the hole before
them is filled, the one that fits is chosen. After what nobody can read aloud both forms stay.
"""

from __future__ import annotations

import re

FORMS = {
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
}
FORMS |= {"(으)로": ("으로", "로"), "(이)": ("이", "")}
"""Each particle after a consonant, and after a vowel."""

_PARTICLE = re.compile("|".join(map(re.escape, FORMS)))
_CLOSING = "'\"`)]}>.,…"  # behind which a word ends

DIGITS = {
    "0": "ㅇ",
    "1": "ㄹ",
    "2": "",
    "3": "ㅁ",
    "4": "",
    "5": "",
    "6": "ㄱ",
    "7": "ㄹ",
    "8": "ㄹ",
}
DIGITS |= {"9": ""}  # 영 일 이 삼 사 오 육 칠 팔 구
LETTERS = {"l": "ㄹ", "m": "ㅁ", "n": "ㄴ", "r": "ㄹ"}  # 엘, 엠, 엔, 알; the others end in vowels


def with_particles(before: str, words: str) -> str:
    """The text with words after it, in which each particle has the form that fits."""
    text, end = before, 0
    for particle in _PARTICLE.finditer(words):
        text += words[end : particle.start()]
        text += _form(particle.group(), last_sound(text))
        end = particle.end()
    return text + words[end:]


def _form(particle: str, sound: str | None) -> str:
    if sound is None:
        return particle
    after_consonant, after_vowel = FORMS[particle]
    if particle == "(으)로" and sound == "ㄹ":
        return after_vowel
    return after_consonant if sound else after_vowel


def last_sound(text: str) -> str | None:
    """The consonant in which a text ends when it is read aloud, "" for a vowel, None if unknown."""
    word = text.rstrip(_CLOSING)[-24:]
    last = word[-1:]
    if "가" <= last <= "힣":
        code = (ord(last) - ord("가")) % 28
        return "ㄹ" if code == 8 else "ㅇ" * (code > 0)
    if last in DIGITS and last:
        return DIGITS[last]
    return _latin(re.split(r"[^A-Za-z]", word)[-1])


def _latin(word: str) -> str | None:
    """As Koreans read English: 튜플, 논, 텐서, 리스트, 맵; capitals letter by letter."""
    if not word:
        return None
    if len(word) == 1 or word.isupper():
        return LETTERS.get(word[-1].lower(), "")
    for ending, sound in (
        (r"le?", "ㄹ"),
        (r"[mn]|[aeiou][mn]e", "ㄴ"),
        (r"ng|[^aeiou][aeiou][cpkb]|[aeiou]ck|type", "ㅇ"),
    ):
        if re.search(f"(?:{ending})$", word.lower()):
            return sound
    return ""
