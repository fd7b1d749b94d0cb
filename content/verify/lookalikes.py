"""Names that users of PyTorch confuse, each with what it is taken for."""

from collections.abc import Mapping

# `reshape` returns a view wherever `view` works, so no check can tell `view -> reshape`.
_ONE_WAY = {
    "reshape": ("view",),
    "inference_mode": ("enable_grad",),
    "empty": ("zeros",),
    "item": ("detach",),
    "matmul": ("mul",),
    "permute": ("reshape",),
    "prod": ("sum",),
    "ReLU": ("Identity",),
    "relu": ("abs",),
    "Dropout": ("Identity",),
    "contiguous": ("clone",),
    "topk": ("sort",),
    "is_leaf": ("requires_grad",),
    "load_state_dict": ("state_dict",),
}
_BOTH_WAYS = """
    eval train
    detach clone
    cat stack
    sum mean
    softmax log_softmax
    Softmax LogSoftmax
    zero_grad step
    no_grad enable_grad
    squeeze unsqueeze
    state_dict parameters
    argmax max
    argmin min
    requires_grad_ detach_
    max min
    argmax argmin
    amax amin
    any all
    zeros ones
    zeros_like ones_like
    rand randn
    rand_like randn_like
    expand repeat
    hstack vstack
    triu tril
    split chunk
    std var
    floor ceil
    sqrt square
    exp log
    sin cos
    sigmoid tanh
    Sigmoid Tanh
    cumsum cumprod
    logical_and logical_or
    eq ne
    lt le
    gt ge
    add add_
    sub sub_
    mul mul_
    div div_
    clamp clamp_
    float double
    float32 float64
    int32 int64
    parameters buffers
    named_parameters named_buffers
    register_buffer register_parameter
    children modules
    named_children named_modules
    ModuleList Sequential
    register_forward_hook register_forward_pre_hook
    CrossEntropyLoss NLLLoss
    cross_entropy nll_loss
    BCELoss BCEWithLogitsLoss
    binary_cross_entropy binary_cross_entropy_with_logits
    MSELoss L1Loss
    mse_loss l1_loss
    MaxPool1d AvgPool1d
    MaxPool2d AvgPool2d
    BatchNorm1d InstanceNorm1d
    BatchNorm2d InstanceNorm2d
    Adam AdamW
    clip_grad_norm_ clip_grad_value_
    xavier_uniform_ kaiming_uniform_
    xavier_normal_ kaiming_normal_
"""
_STRINGS = """
    mean sum
    none mean
    fan_in fan_out
    relu leaky_relu
    ij xy
    same valid
    nearest bilinear
    max min
"""
MAX_LOOKALIKES = 2
"""Of one name: more would only say the same of the check."""


def _pairs(text: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for one, other in (line.split() for line in text.strip().splitlines()):
        found.setdefault(one, []).append(other)
        found.setdefault(other, []).append(one)
    return {name: tuple(others[:MAX_LOOKALIKES]) for name, others in found.items()}


LOOKALIKES: Mapping[str, tuple[str, ...]] = {**_pairs(_BOTH_WAYS), **_ONE_WAY}
"""Attributes, by what they are taken for."""
LOOKALIKE_BUILTINS: Mapping[str, tuple[str, ...]] = {
    name: tuple(other for other in LOOKALIKES[name] if other in {"any", "all", "max", "min"})
    for name in ("any", "all", "max", "min")
}
"""The same for names that need no module."""
LOOKALIKE_STRINGS: Mapping[str, tuple[str, ...]] = _pairs(_STRINGS)
"""Words that are arguments, such as `reduction="mean"`."""

SYMMETRIC = frozenset(
    """add allclose assert_allclose assert_close dot eq equal isclose logical_and logical_or logical_xor
    max maximum min minimum mul multiply ne print""".split()  # noqa: SIM905 - a list of words is for reading
)
"""Functions whose first two arguments may change places."""
