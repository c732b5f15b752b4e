"""What is said of files of ONNX."""

TEMPLATES = {
    "{name}: ONNX files hold numbers of 32 bits, from 1e-45 to 3.4e38 in size or 0, got {number}; "
    "bring it into that range": (
        "{name}: ONNX 파일의 수는 32비트라서 크기가 1e-45에서 3.4e38 사이이거나 0이어야 하는데 "
        "{number}을(를) 받았습니다. 그 범위 안으로 옮기십시오"
    ),
    "the operation {name} cannot be exported to ONNX ({error}); it can if its value is written "
    "with arithmetic and autograd's functions, such as where": (
        "연산 {name}은(는) ONNX로 내보낼 수 없습니다({error}). 그 값을 산술과 where 같은 "
        "autograd의 함수로 쓰면 내보낼 수 있습니다"
    ),
    "the operation {name} cannot be exported to ONNX; it can if its value is written with "
    "arithmetic and autograd's functions, such as where": (
        "연산 {name}은(는) ONNX로 내보낼 수 없습니다. 그 값을 산술과 where 같은 autograd의 함수로 "
        "쓰면 내보낼 수 있습니다"
    ),
    "{name} draws random numbers, which no file does: export a model in eval mode": (
        "{name}이(가) 난수를 뽑는데 파일은 난수를 뽑지 않습니다. 모델은 eval 모드에서 내보내십시오"
    ),
    "{name} cannot be exported for any number of samples: what it computes of one sample depends "
    "on how many there are, or goes another way for each": (
        "{name}은(는) 표본이 몇 개든 되도록 내보낼 수 없습니다. 한 표본에서 셈하는 것이 표본의 "
        "수에 따라 달라지거나 표본마다 다른 길로 갑니다"
    ),
    "{name} is exported with finite numbers only": (
        "{name}은(는) 유한한 수로만 내보낼 수 있습니다"
    ),
    "the ONNX graph of {name} differs from it by {difference}, so no file is written; please "
    "report this": (
        "{name}의 ONNX 그래프가 {difference}만큼 달라서 파일을 쓰지 않았습니다. 알려 주시기 "
        "바랍니다"
    ),
    "{name}: an ONNX file computes in 32 bits, which at the numbers of the example differ by "
    "{difference} from 64 bits": (
        "{name}: ONNX 파일은 32비트로 셈하는데, 예로 든 수에서 64비트와 {difference}만큼 다릅니다"
    ),
    "export to ONNX needs onnx: pip install 'chainrule[onnx]'": (
        "ONNX로 내보내려면 onnx가 필요합니다: pip install 'chainrule[onnx]'"
    ),
    "{name} is recorded anew for an ONNX file: give arguments to do it with: "
    "export(path, *arguments)": (
        "{name}은(는) ONNX 파일을 위해 새로 기록합니다. 그때 쓸 인수를 주십시오: "
        "export(path, *arguments)"
    ),
    "{name} has no value at numbers of any kind, with which an ONNX file is tried: give arguments "
    "to try it with: export(path, *arguments)": (
        "ONNX 파일을 시험해 볼 어떤 수에서도 {name}에 값이 없습니다. 시험할 인수를 주십시오: "
        "export(path, *arguments)"
    ),
}
