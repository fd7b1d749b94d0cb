"""Notes that each show one thing that verification has to tell."""

from tests.content.verify.factories import (
    answer,
    check,
    choice,
    collection,
    given,
    note,
    option,
    output,
    setup,
)

FORGERY = """
import json, os, struct
x = 2
def send(message):
    body = json.dumps(message).encode()
    os.write(3, struct.pack('>I', len(body)) + body)
none = {'known': 0, 'busy': 0, 'idle': 0}
send({'event': 'ready', 'printed': [0, 0], 'shown': [], 'replaced': [], 'threads': none, 'warnings': []})
received = json.loads(os.read(3, *struct.unpack('>I', os.read(3, 4))))
for number, _ in enumerate(received['checks']):
    checked = {'check': number, 'error': None, 'failed': False, 'values': []}
    checked |= {'reached': [[1, 1]], 'caught': []}
    send({'event': 'checked', **checked})
send({'event': 'done', 'nonce': received['nonce'], 'replaced': [], 'threads': none})
os._exit(0)
"""
THREAD = """
import threading
x = 1
stop = threading.Event()
thread = threading.Thread(target=stop.wait, daemon=True)
thread.start()
"""
HOLDS = check("assert x == 1\n")

GOOD_DECK = collection(
    note("right", answer("x = torch.ones(2)\n"), check("assert x.sum() == 2\n")),
    note("wrong", answer("x = torch.ones(2)\n"), check("y = 3\nassert x.sum() == y\n"), line=200),
    note("check-raises", answer("x = 1\n"), check("assert x == missing\n")),
    note("raises-in-function", answer("def f():\n    1 / 0\n"), check("assert f() is None\n"), line=200),
    note("unchecked", answer("x = 1\n"), line=300),
    note("endless", answer("x = 1\nwhile True: pass\n"), HOLDS, line=400),
    note("sleeps", answer("import time\ntime.sleep(60)\n"), HOLDS, line=400),
    note("os-exit", answer("import os\nos._exit(0)\n"), HOLDS),
    note("sys-exit", answer("import sys\nsys.exit(0)\n"), HOLDS),
    note("exit-in-check", answer("x = 1\n"), check("raise SystemExit\nassert x == 2\n")),
    note("crash", answer("import ctypes\nctypes.string_at(0)\n"), HOLDS, line=500),
    note("vacuous", answer("x = 1\n"), check("assert torch.ones(1).sum() == 1\n"), line=600),
    note("self-made", answer("x = 3\n"), check("x = 3\nassert x == 3\n")),
    note(
        "patched",
        answer("import builtins\nx = 1\nbuiltins.all = lambda _: True\n"),
        check("assert all([x])\n"),
    ),
    note(
        "patched-torch", answer("x = 1\ntorch.equal = lambda *_: True\n"), check("assert torch.equal(x, x)\n")
    ),
    note("note-setup", setup("y = 2\n"), answer("x = y - 1\n"), HOLDS),
    note("prints", answer("print(torch.ones(2))\n"), output("tensor([1., 1.])\n")),
    note("misprints", answer("print('a')\nprint('c')\n"), output("a\nb\n"), line=700),
    note("prints-given", given("print(1 + 1)\n"), output("2\n")),
    note("proved-error", answer("torch.ones(2) @ torch.ones(3)\n", raises="RuntimeError")),
    note("no-error", answer("torch.ones(2)\n", raises="RuntimeError"), line=800),
    note("other-error", answer("1 / 0\n", raises="RuntimeError"), line=800),
    note("exit-proved", answer("raise SystemExit(3)\n", raises="SystemExit")),
    note("syntax-proved", answer("x = = 1\n", raises="SyntaxError")),
    note("hog", answer("x = 1\ny = torch.empty(10**11)\n"), HOLDS),
    note("python-hog", answer("x = 1\ny = 'a' * 10**11\n"), HOLDS),
    note("flood", answer("while True:\n    print('x' * 10**6)\n"), HOLDS),
    note("recursion", answer("def f(): f()\nf()\n"), HOLDS),
    note("not-reached", answer("x = 1\n"), check("assert x == 1\nfor y in []:\n    assert y\n"), line=900),
    note(
        "assert-close", answer("x = torch.ones(2)\n"), check("torch.testing.assert_close(x, torch.ones(2))\n")
    ),
    note("no-assertion", answer("x = 1\n"), check("x == 1\n")),
    note("tuple", answer("x = 1\n"), check("assert (x == 2, 'x is 2')\n")),
    note("syntax", answer("x = 1\nif x\n    pass\n"), HOLDS, line=1000),
    note("only-given", given("x = torch.ones(1)\n")),
    note("given-raises", given("1 / 0\n")),
    note("two-answers", answer("x = 1\n"), HOLDS, answer("z = x + 1\n"), check("assert z == 2\n")),
    note("after-error", answer("1 / 0\n"), HOLDS, answer("z = 1\n"), check("assert z == 1\n")),
    note("warns", answer("x = torch.ones(2, 3, 4).T\n"), check("assert x.shape[0] == 4\n"), line=1100),
    note(
        "deprecated",
        answer("x = 1\ncontext = torch.cuda.amp.autocast(enabled=False)\n"),
        HOLDS,
    ),
    note("warns-itself", answer("import warnings\nx = 1\nwarnings.warn('mind this')\n"), HOLDS),
    note("forges", answer(FORGERY), HOLDS),
    note("no-run", answer("x = undefined\n", no_run="needs a GPU")),
    note("shell", answer("ls\n", language="bash")),
    note("orphan", check("assert True\n")),
    note("prose"),
    note("garbles", answer("import os\nos.write(3, b'\\x00\\x00\\x00\\x02{}')\n"), HOLDS),
    note(
        "pickles",
        answer("class A: pass\nimport pickle\nx = pickle.loads(pickle.dumps(A()))\n"),
        check("assert isinstance(x, A)\n"),
    ),
    note(
        "forks",
        answer("import os, time\nx = 1\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(987)\n"),
        HOLDS,
    ),
    note("leaves-a-tracer", answer("import sys\nx = 1\nsys.settrace(lambda *_: None)\n"), HOLDS),
    note(
        "leaves-a-timer", answer("import signal\nx = 1\nsignal.setitimer(signal.ITIMER_REAL, 600)\n"), HOLDS
    ),
    note("leaves-an-importer", answer("import sys\nx = 1\nsys.meta_path.insert(0, None)\n"), HOLDS),
    note("leaves-a-thread", answer(THREAD), HOLDS),
    note("joins-its-thread", answer(THREAD + "stop.set()\nthread.join()\n"), HOLDS),
    note(
        "mends",
        answer("x, whole = 1, torch.equal\ntorch.equal = None\ntorch.equal = whole\n"),
        HOLDS,
    ),
    choice(
        "options",
        [True, False, False],
        option(0, "x = 1\n"),
        option(1, "x = 2\n"),
        option(2, "1 / 0\n"),
        HOLDS,
    ),
    choice("wrong-passes", [True, False], option(0, "x = 1\n"), option(1, "x = 2 - 1\n"), HOLDS, line=1200),
    choice("right-fails", [True, False], option(0, "x = 3\n"), option(1, "x = 2\n"), HOLDS),
    choice("options-unchecked", [True, False], option(0, "x = 3\n"), option(1, "x = 2\n")),
)
BROKEN_DECK = collection(
    note("broken-1", answer("x = 1\n"), HOLDS, path="broken.md"),
    note("broken-2", answer("x = 1\n"), HOLDS, path="broken.md"),
    deck_setup="import torch\nmissing\n",
    path="broken.md",
)
SPECIMENS = GOOD_DECK.model_copy(update={"decks": GOOD_DECK.decks + BROKEN_DECK.decks})
