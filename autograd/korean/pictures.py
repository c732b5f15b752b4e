"""What pictures of graphs and the explorer say."""

TEMPLATES = {
    # --- above and in a picture ---
    "{count} nodes folded into {boxes} boxes": "노드 {count}개를 상자 {boxes}개로 접었습니다",
    "{note}; {groups} opened": "{note}. {groups}을(를) 펼쳤습니다",
    "{note}; draw(..., open={number}) opens box [{box}]": (
        "{note}. draw(..., open={number})로 상자 [{box}]을(를) 펼칩니다"
    ),
    "{count} nodes; draw(..., open=1) opens box [1]": (
        "노드 {count}개. draw(..., open=1)로 상자 [1]을 펼칩니다"
    ),
    "{count} of {total} nodes left out; these are nearest to the result": (
        "노드 {total}개 가운데 {count}개를 뺐습니다. 결과에 가장 가까운 것들입니다"
    ),
    "{note}; draw(..., fold=True) folds all": "{note}. draw(..., fold=True)로 모두 접습니다",
    "{name}: {nodes} scalar nodes, line by line": "{name}: 스칼라 노드 {nodes}개, 한 줄씩",
    "{name}: {nodes} scalar nodes as {count} array statements": (
        "{name}: 스칼라 노드 {nodes}개를 배열 문장 {count}개로"
    ),
    "{note}; the first {count} are left out": "{note}. 처음 {count}개는 뺐습니다",
    "{count} scalar node{s}": "스칼라 노드 {count}개",
    "{count} nodes": "노드 {count}개",
    "{count} nodes, {kind}: {what}": "노드 {count}개, {kind}: {what}",
    "scope {scope}: {count} nodes": "범위 {scope}: 노드 {count}개",
    "{count} neuron{s}": "뉴런 {count}개",
    " × {uses} steps": " × {uses}단계",
    " × {uses} samples": " × 표본 {uses}개",
    "Layers {first} to {last}": "{first}~{last}번째 층",
    "Layer {number}": "{number}번째 층",
    " (later)": " (나중)",
    "more: ": "나머지: ",
    "constant{s} {span}": "상수 {span}",
    "operations": "여러 연산",
    "scalar": "스칼라",
    "negative gradient": "음의 기울기",
    "positive gradient": "양의 기울기",
    # --- what cannot be drawn ---
    "draw needs a Value or a compiled function, got {type}": (
        "draw에는 Value나 컴파일한 함수를 주어야 하는데 {type}을(를) 받았습니다"
    ),
    "{what}: got {given}, known are {known}": (
        "{what}에는 {known} 가운데 하나를 주어야 하는데 {given}을(를) 받았습니다"
    ),
    'fold must be "auto", True, False or a model of nn, got {fold}': (
        'fold는 "auto", True, False나 nn의 모델이어야 하는데 {fold}을(를) 받았습니다'
    ),
    "nothing is folded in this picture of {total} nodes, so nothing to open": (
        "노드가 {total}개인 이 그림에는 접힌 것이 없어 펼칠 것도 없습니다"
    ),
    "there is no box {number} to open; the folded ones are {known}": (
        "펼칠 상자 {number}이(가) 없습니다. 접힌 상자: {known}"
    ),
    "there is no box {number} to open; the scopes are {known}": (
        "펼칠 상자 {number}이(가) 없습니다. 범위의 상자: {known}"
    ),
    "none": "없음",
    "{format} is written by Graphviz alone: pip install 'chainrule[draw]' (svg and dot need "
    "nothing)": (
        "{format}은(는) Graphviz로만 만들 수 있습니다: pip install 'chainrule[draw]' (svg와 "
        "dot에는 아무것도 필요 없습니다)"
    ),
    "no program to draw this format with: pip install 'chainrule[draw]', or install Graphviz; svg "
    "needs neither": (
        "이 형식을 그릴 프로그램이 없습니다: pip install 'chainrule[draw]'를 실행하거나 Graphviz를 "
        "설치하십시오. svg에는 필요 없습니다"
    ),
    'graphviz-pure has no font for some letters of this {format}; use format="svg", or install '
    "Graphviz and a font": (
        "graphviz-pure에는 이 {format}에 나오는 몇 글자의 글꼴이 없습니다. "
        'format="svg"를 쓰거나 Graphviz와 글꼴을 설치하십시오'
    ),
    "graphviz-pure writes svg, png, jpg, dot and json; for other formats install Graphviz": (
        "graphviz-pure는 svg, png, jpg, dot, json을 만듭니다. 다른 형식이라면 Graphviz를 "
        "설치하십시오"
    ),
    # --- the explorer ---
    "explore needs a Value, got {type}": (
        "explore에는 Value를 주어야 하는데 {type}을(를) 받았습니다"
    ),
    "explore steps through at most {most} nodes, but this graph has {count}; explore a smaller "
    "part of it (fewer samples, one neuron, an inner Value)": (
        "explore는 노드를 {most}개까지 따라가는데 이 그래프에는 {count}개가 있습니다. 더 작은 "
        "부분을 보십시오(더 적은 표본, 뉴런 하나, 안쪽의 Value)"
    ),
}

KINDS = {
    "parameter": "매개변수",
    "input": "입력",
    "constant": "상수",
    "computed": "계산한 값",
    "result": "결과",
    "parameters": "매개변수",
    "inputs": "입력",
    "constants": "상수",
}
"""What a node is, one and several (see `drawing.kinds`)."""
