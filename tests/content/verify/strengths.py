"""Ordinary PyTorch answers, each with a check that means it and one that does not."""

from typing import NamedTuple


class Answer(NamedTuple):
    """An answer with its two checks."""

    source: str
    good: str
    weak: str
    survivor: str
    """What the weak check does not notice."""
    is_deletion: bool
    """Whether that is a whole statement."""
    setup: str = ""


ANSWERS = {
    "zero-grad": Answer(
        setup=(
            "p = nn.Parameter(torch.tensor([1.0, 2.0]))\n"
            "opt = torch.optim.SGD([p], 0.5)\n"
            "p.sum().backward()\n"
        ),
        source="opt.zero_grad()\n(p * p).sum().backward()\nopt.step()\n",
        good="assert p.grad.tolist() == [2.0, 4.0]\nassert p.tolist() == [0.0, 0.0]\n",
        weak="assert p.tolist() != [1.0, 2.0]\n",
        survivor="delete opt.zero_grad()",
        is_deletion=True,
    ),
    "detach": Answer(
        setup="x = torch.ones(2, requires_grad=True)\n",
        source="y = x.detach()\n",
        good="assert not y.requires_grad\nassert y.data_ptr() == x.data_ptr()\n",
        weak="assert torch.equal(x, y)\n",
        survivor="detach -> clone",
        is_deletion=False,
    ),
    "no-grad": Answer(
        setup="w = torch.ones(2, requires_grad=True)\n",
        source="with torch.no_grad():\n    y = w * 3\n",
        good="assert not y.requires_grad\nassert y.tolist() == [3.0, 3.0]\n",
        weak="assert y.tolist() == [3.0, 3.0]\n",
        survivor="with torch.no_grad(): -> if True:",
        is_deletion=False,
    ),
    "eval-mode": Answer(
        setup="model = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5))\nx = torch.ones(1, 4)\n",
        source="model.eval()\ny = model(x)\n",
        good="assert not model.training\nassert torch.equal(y, model(x))\n",
        weak="assert y.shape == (1, 4)\n",
        survivor="delete model.eval()",
        is_deletion=True,
    ),
    "cat": Answer(
        setup="a, b = torch.zeros(2, 3), torch.ones(2, 3)\n",
        source="c = torch.cat([a, b], dim=1)\n",
        good="assert c.shape == (2, 6)\nassert c[0].tolist() == [0, 0, 0, 1, 1, 1]\n",
        weak="assert c.numel() == 12\n",
        survivor="cat -> stack",
        is_deletion=False,
    ),
    "softmax": Answer(
        setup="logits = torch.tensor([[1.0, 2.0, 4.0], [0.0, 1.0, 0.5]])\n",
        source="p = torch.softmax(logits, dim=1)\n",
        good="torch.testing.assert_close(p.sum(1), torch.ones(2))\nassert (p > 0).all()\n",
        weak="assert p.argmax(1).tolist() == [2, 1]\n",
        survivor="softmax -> log_softmax",
        is_deletion=False,
    ),
    "broadcast": Answer(
        setup="rows, columns = torch.arange(3), torch.arange(4)\n",
        source="grid = rows.unsqueeze(1) + columns\n",
        good="assert grid.shape == (3, 4)\nassert grid[2].tolist() == [2, 3, 4, 5]\n",
        weak="assert grid.shape == (3, 4)\n",
        survivor="+ -> -",
        is_deletion=False,
    ),
    "module": Answer(
        source=(
            "class Net(nn.Module):\n"
            "    def __init__(self):\n"
            "        super().__init__()\n"
            "        self.fc = nn.Linear(3, 2, bias=False)\n"
            "\n"
            "    def forward(self, x):\n"
            "        return self.fc(x).relu()\n"
        ),
        good=(
            "net, x = Net(), torch.randn(64, 3)\n"
            "assert [p.shape for p in net.parameters()] == [(2, 3)]\n"
            "assert torch.equal(net(x), (x @ net.fc.weight.T).clamp(min=0))\n"
        ),
        weak="assert Net()(torch.zeros(5, 3)).shape == (5, 2)\n",
        survivor="relu -> abs",
        is_deletion=False,
    ),
    "freeze": Answer(
        setup="model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))\n",
        source="for param in model[0].parameters():\n    param.requires_grad = False\nmodel[0].eval()\n",
        good=(
            "assert [p.requires_grad for p in model.parameters()] == [False, False, True, True]\n"
            "assert [layer.training for layer in model] == [False, True]\n"
        ),
        weak="assert not model[0].weight.requires_grad and model[1].weight.requires_grad\n",
        survivor="delete model[0].eval()",
        is_deletion=True,
    ),
    "clip": Answer(
        setup="p = nn.Parameter(torch.ones(4))\n(p * 10).sum().backward()\n",
        source="total = nn.utils.clip_grad_norm_([p], max_norm=1.0)\n",
        good="assert total == 20\ntorch.testing.assert_close(p.grad.norm(), torch.tensor(1.0))\n",
        weak="assert p.grad.norm() < 10\n",
        survivor="max_norm=1.0 -> max_norm=2.0",
        is_deletion=False,
    ),
    "state-dict": Answer(
        setup="a, b = nn.Linear(2, 2), nn.Linear(2, 2)\nb.eval()\n",
        source="b.load_state_dict(a.state_dict())\nb.train()\n",
        good=(
            "assert all(torch.equal(v, b.state_dict()[k]) for k, v in a.state_dict().items())\n"
            "assert b.training\n"
        ),
        weak="assert torch.equal(a.weight, b.weight)\n",
        survivor="delete b.train()",
        is_deletion=True,
    ),
    "accumulate": Answer(
        setup="w = torch.tensor(2.0, requires_grad=True)\n",
        source="i = 0\nwhile i < 3:\n    (w * w).backward()\n    i += 1\n",
        good="assert w.grad == 12\n",
        weak="assert w.grad > 3\n",
        survivor="while i < 3: -> if True:",
        is_deletion=False,
    ),
}
