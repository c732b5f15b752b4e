"""The words that hostile inputs are made of."""

# ruff: noqa: SIM905

EXPRESSIONS = (
    *"x y xy pi e π ( ) , + - * / ** // % < <= > >= == != and or not if else lambda".split(),
    *": := = ^ ² 1 0 2. .5 1e5 1e-320 1e309 0x1f 0b1 1_0 1__0 01 1j 'a' \"\" [ ] { } .".split(),
    *"@ ~ # \\ ! $ x.y __import__('os') ½ ٣ \ufb01 é \u0301 sin exp log where clip sum".split(),
    *"maximum hypot take dot".split(),
    *(" ", "\n", "\t", "\0", "(" * 50, "-" * 200, "9" * 400),
)

CSV = (
    *', , , " "" \' ; | # a b y 0 1 2 -1 3.5 1e5 1e308 -1e308 1e309 nan inf -Infinity'.split(),
    *"1_000 ٣ ½ 0x10 1,5 yes no True \ufeff é 가 5e-324".split(),
    *("\n", "\n", "\n", "\r\n", "\r", " ", "\t", "\0", "\x1a", "\x85", "\u2028"),
    *("1,2\n", "a,a,y\n", '"1\n2"', "," * 200, "9" * 400),
)

JSON = (
    *'{ } [ ] , : " \\ 0 1 -1 0.1 1e999 NaN null true "p" "class" MLP \\ud800 \ufeff'.split(),
    *("\n", "\0", "[" * 2000, "9" * 5000, '"nin": 1000000000'),
)

LABELS = (
    *r"""< > & " ' \ \N \G \l \" &lt; &#60; &quot; &amp;lt; <b> </b> <br/> <TABLE> </TD>""".split(),
    *r"""<script> </script> alert(1) javascript: onload= ]]> <![CDATA[ --> <!-- " ; }""".split(),
    *r"""]; n0 -> {a|b} </svg> {{graph}} \u003c %s ${x} ` w b2 x 가 é""".split(),
    *("\n", "\r", "\0", "\x07", "\x7f", "\x85", "\xa0", "\u2028", "\u202e", "\u200b", "\ufeff"),
    *("\ufffe", "\U0001f600", "\u0301", " ", "  ", "a" * 300),
)

ODD = (  # in the place of something in a file of a model
    *(None, True, False, 0, 1, -1, 2, 3, 10**9, 10**400, 0.5, -0.5, 1e308, 1e999, -1e999 * 0),
    *("", "tanh", "relu", "linear", "MLP", "Dropout", "Value", "os.system", "a\nb", "\ud800"),
    *([], {}, [2, 1], [[]], {"class": "MLP"}, "9" * 5000, [1] * 300),
)
