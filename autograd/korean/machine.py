"""Why samples are recorded one by one, and why a program is no machine code."""

TEMPLATES = {
    # --- one sample cannot stand for all ---
    "{name}: {why}, so they must be recorded one by one; these would be {size} scalar operations, "
    "and {most} at most are recorded: take fewer samples at once (in nn.fit, a smaller batch_size)"
    "": (
        "{name}: {why}. 그래서 표본을 하나씩 기록해야 하는데, 스칼라 연산이 {size}개가 되어 기록할 "
        "수 있는 {most}개를 넘습니다. 한 번에 표본을 더 적게 주십시오(nn.fit에서는 더 작은 "
        "batch_size)"
    ),
    "the {differ} differ from those of the samples": "{differ}이(가) 표본의 것과 다릅니다",
    "a node inside a vmap is used outside": "vmap 안의 노드를 밖에서 씁니다",
    "the samples are of different kinds": "표본의 종류가 서로 다릅니다",
    "the samples lie irregularly": "표본이 불규칙하게 놓여 있습니다",
    "the samples differ in what is not a number": "표본마다 수가 아닌 부분이 다릅니다",
    "the samples differ in their form": "표본마다 꼴이 다릅니다",
    "some samples are Values and some are numbers": "Value인 표본과 수인 표본이 섞여 있습니다",
    "a derivative of several samples at once, by way of one of them": (
        "표본 하나를 거쳐 여러 표본을 한꺼번에 미분합니다"
    ),
    "so small that it is better written out line by line": "작아서 한 줄씩 쓰는 편이 낫습니다",
    "no loops of machine code do it": "기계어 반복문으로는 할 수 없습니다",
    "no loops of machine code do it ({why})": "기계어 반복문으로는 할 수 없습니다({why})",
    # --- why it is no machine code ---
    "machine code for {machine} is not known here": (
        "{machine}에서 쓸 기계어는 아직 알지 못합니다"
    ),
    "it has too many ways": "갈래가 너무 많습니다",
    "a {type} is no number": "{type}은(는) 수가 아닙니다",
    "a number is wanted that only the machine will know": (
        "실행할 때에야 알 수 있는 수가 필요합니다"
    ),
    "the {half} of {name} can't be machine code ({error})": (
        "{name}의 {half}은(는) 기계어로 만들 수 없습니다({error})"
    ),
    "the {half} of {name} are not one per operand": (
        "{name}의 {half}이(가) 피연산자마다 하나씩이 아닙니다"
    ),
    "two operations have one name": "두 연산의 이름이 같습니다",
    "there is no loop nest for a {tree}": "{tree}에 쓸 겹친 반복문이 없습니다",
    "there is no loop nest for {name}": "{name}에 쓸 겹친 반복문이 없습니다",
    "arrays are put together that are no gradient": "기울기가 아닌 배열을 이어 붙입니다",
    "it changes an array that is not stored": "저장하지 않은 배열을 바꿉니다",
    "{name} is spread over a part of the gradient": "{name}이(가) 기울기의 일부에 퍼집니다",
    "a product of matrices spreads one of them": "행렬의 곱에서 한쪽을 펼칩니다",
    "a contraction sums over an axis of one array": "한 배열에만 있는 축으로 더합니다",
    "{shape} in the shape {sizes}": "모양 {shape}을(를) {sizes}에 넣습니다",
    "it picks numbers by places that are computed": "계산해서 얻은 위치로 수를 고릅니다",
    "a rule with several ways through it has several results": (
        "갈래가 여럿인 규칙의 결과가 여럿입니다"
    ),
    "numbers along several axes that are not one are joined": (
        "하나로 합칠 수 없는 여러 축의 수를 잇습니다"
    ),
    "the optimizer changes the form of its state at each step": (
        "최적화 기법이 단계마다 상태의 꼴을 바꿉니다"
    ),
    "the optimizer's rule has several ways through it": "최적화 기법의 규칙에 갈래가 여럿 있습니다",
}
