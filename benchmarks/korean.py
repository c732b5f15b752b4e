"""What the pages say, in Korean; a name that is the same in both languages is not here.

A hole `{}` stands for what differs; the Korean has the same holes, in the order of their numbers.
"""

import re

from benchmarks.korean_jobs import JOBS

KOREAN = {
    # the page
    "Benchmarks": "벤치마크",
    "Promises": "약속",
    "Where we trail": "뒤처지는 곳",
    "Workloads": "작업",
    "Growth": "크기에 따라",
    (
        "Every workload here is done by every library that can do it, by the same numbers from "
        "the same start. `python -m benchmarks`, in a fresh clone, makes an environment for "
        "each library, measures all of it again and writes this page."
    ): (
        "모든 작업을 할 수 있는 라이브러리마다 똑같은 출발점과 똑같은 수로 시킵니다. 새로 "
        "받은 저장소에서 `python -m benchmarks`를 실행하면 라이브러리마다 환경을 만들고, "
        "전부 다시 재어 이 페이지를 씁니다."
    ),
    (
        "All ways to do a workload are first seen to give the same numbers, within the "
        "tolerance that stands with it. They are then timed in turns, each in a process of its "
        "own. A time is that of the processor, on one thread: the median of the turns, and its "
        "range beside it. What takes seconds has fewer turns than what is quick. What it takes "
        "to get started (imports, recording, compiling) does not count, but where the page says "
        "that it does. A ratio is the median of the ratios of the turns that both have."
    ): (
        "먼저 한 작업을 하는 모든 방법이 같은 수를 내는지, 작업마다 적힌 허용 오차 안에서 "
        "확인합니다. 그런 다음 저마다 자기 프로세스에서 번갈아 가며 잽니다. 시간은 스레드 "
        "하나에서 쓴 프로세서 시간이며, 여러 차례의 중앙값과 그 범위입니다. 몇 초씩 걸리는 "
        "방법은 빠른 방법보다 적은 차례만 잽니다. 시작하는 데 드는 시간(임포트, 기록, 컴파일)은 "
        "따로 밝힌 곳이 아니면 넣지 않습니다. 비율은 두 방법이 모두 잰 차례마다 구한 비율의 "
        "중앙값입니다."
    ),
    (
        "A way that is printed in bold is ours. *Beside our best* says how many times longer a "
        "way takes than the quickest of ours: below 1, it is quicker than we are."
    ): (
        "굵은 글씨가 우리 방법입니다. *우리 최고에 견주어*는 우리 방법 가운데 가장 빠른 "
        "것보다 몇 배 오래 걸리는지를 말하며, 1보다 작으면 우리보다 빠릅니다."
    ),
    "What is promised, and what was measured: the first time divided by the second.": (
        "약속한 것과 잰 것입니다. 앞의 시간을 뒤의 시간으로 나눕니다."
    ),
    "In these workloads another library is quicker than the quickest of our ways:": (
        "다음 작업에서는 다른 라이브러리가 우리 방법 가운데 가장 빠른 것보다 빠릅니다. 수는 "
        "몇 배인지입니다."
    ),
    "In no workload is another library quicker than the quickest of our ways.": (
        "우리 방법 가운데 가장 빠른 것보다 빠른 라이브러리가 있는 작업은 없습니다."
    ),
    "How times grow with size n. Beside each name is the power of n that fits best.": (
        "크기 n에 따라 시간이 늘어나는 모습입니다. 이름 옆에는 가장 잘 맞는 n의 거듭제곱이 "
        "있습니다."
    ),
    "Time of one {}; numbers equal to {}.": "{} 하나의 시간이며, 수는 {}까지 같습니다.",
    "Measured on {} with {} on one thread of {} ({} cores, {}), in up to {} turns.": (
        "{}에 {}(으)로, {}의 스레드 하나에서 쟀습니다(코어 {}개, {}, 최대 {}차례)."
    ),
    "Could not be installed, and are left out: {}.": "설치할 수 없어 뺀 것: {}.",
    "Environment": "환경",
    "Versions": "버전",
    "Workload": "작업",
    "Ratio": "비율",
    "Measured": "잰 값",
    "Wanted": "바라는 값",
    "met": "지킴",
    "missed": "못 지킴",
    "Library": "라이브러리",
    "Median": "중앙값",
    "Range": "범위",
    "Turns": "차례",
    "Beside our best": "우리 최고에 견주어",
    "The numbers of every turn": "차례마다 잰 수",
    "Back to the README": "README로 돌아가기",
    "not tried: more than {} s in a smaller one": "해 보지 않음: 더 작은 작업에서 {}초가 넘음",
    "bytes a node, built": "노드마다 바이트, 만든 뒤",
    "bytes a node, after backward": "노드마다 바이트, 되돌아온 뒤",
    "import, ms": "임포트, ms",
    "record, ms": "기록, ms",
    "compile, ms": "컴파일, ms",
    "call, ms": "호출, ms",
    "more than {} s": "{}초가 넘음",
    "failed: {}": "실패: {}",
    "differs by {}": "{}만큼 다름",
    "size": "크기",
    # units
    "step": "단계",
    "value and gradient": "값과 기울기",
    "program": "프로그램",
    "node": "노드",
    "link": "고리",
    "call": "호출",
    "first result": "첫 결과",
    **JOBS,
}
HOLE = "{}"


def korean(words: str) -> str:
    """The words in Korean; as they are, if there is nothing to say otherwise."""
    if words in KOREAN:
        return KOREAN[words]
    for pattern, said in KOREAN.items():
        if HOLE in pattern:
            text = "(.+)".join(map(re.escape, pattern.split(HOLE)))
            match = re.fullmatch(text, words)
            if match:
                return said.format(*map(korean, match.groups()))
    return words
