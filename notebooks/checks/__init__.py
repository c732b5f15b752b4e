"""check("5.2", d1) tells whether an exercise is solved, and if not, what is not right.

Each check computes by itself what should come out, by a closed form, by differences or in exact
fractions, and compares: there is no stored answer. It raises an error of one line where something
is not right, so that a class's notebooks can be graded by running them.
"""

from __future__ import annotations

from importlib import import_module

from .asking import EXERCISES, NotRightError, expect, said

__all__ = ["EXERCISES", "NotRightError", "check"]

for lesson in range(14):
    import_module(f"{__name__}.lesson{lesson:02}")


def check(number: str, *given: object) -> None:
    """Prints that an exercise is solved, or says what is not right.

    Arguments:
        number: lesson and exercise, "5.2".
        given: what was made in it, in the order of the cell that was handed out.

    Raises:
        NotRightError: something is not right, or not answered yet.
    """
    known = EXERCISES.get(number)
    expect(known, f"there is no exercise {number!r} to check", f"{number!r}번 문제는 없습니다")
    assert known
    names = ", ".join(known.names)
    expect(
        len(given) == len(known.names),
        f'{number}: give the check all it needs: check("{number}", {names})',
        f'{number}: 필요한 것을 모두 넘겨 주십시오: check("{number}", {names})',
    )
    empty = ", ".join(n for n, x in zip(known.names, given) if x is ... or x is None)
    expect(
        not empty,
        f"{number}: not answered yet: {empty}",
        f"{number}: 아직 답하지 않았습니다: {empty}",
    )
    try:
        known.test(*given)
    except NotRightError as error:
        raise NotRightError(f"{number}: {error}") from None
    except Exception as error:
        kind = type(error).__name__
        reason = said(
            f"the check could not use what you made ({kind}: {error})",
            f"만든 것을 채점에 쓸 수 없습니다({kind}: {error})",
        )
        raise NotRightError(f"{number}: {reason}") from error
    print(said(f"{number}: right!", f"{number}: 맞았습니다!"))
