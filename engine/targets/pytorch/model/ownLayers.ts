/** Classes of an exported project that stand for layers which PyTorch has not, by the names that the layers' words have for them. */

const OWN: Readonly<Record<string, string>> = {
  DropPath: `class DropPath(nn.Module):
    """Leaves whole samples out, and makes up for it in the others (Huang et al. 2016)."""

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or self.p == 0:
            return x
        kept = torch.rand(x.shape[0], *[1] * (x.dim() - 1), device=x.device) >= self.p
        return x * kept / (1 - self.p)
`,
  Scale: `class Scale(nn.Module):
    """A learned factor, and offset, for each channel."""

    def __init__(self, channels, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels)) if bias else None

    def forward(self, x):
        column = (-1, *[1] * (x.dim() - 2))
        y = x * self.weight.reshape(column)
        return y if self.bias is None else y + self.bias.reshape(column)
`,
  WeightStandardizedConv2d: `class WeightStandardizedConv2d(nn.Conv2d):
    """A convolution whose filters have mean 0 and variance 1 when they are used (Qiao et al. 2019)."""

    def forward(self, x):
        variance, mean = torch.var_mean(self.weight, (1, 2, 3), correction=0, keepdim=True)
        weight = (self.weight - mean) / torch.sqrt(variance + 1e-5)
        return self._conv_forward(x, weight, self.bias)
`,
  SeparableConv1d: separable(1),
  SeparableConv2d: separable(2),
  ClassToken: `class ClassToken(nn.Module):
    """Puts a learned token before the sequence."""

    def __init__(self, width):
        super().__init__()
        self.class_token = nn.Parameter(torch.zeros(1, 1, width))

    def forward(self, x):
        return torch.cat([self.class_token.expand(x.shape[0], -1, -1), x], 1)
`,
  LearnedPositions: `class LearnedPositions(nn.Module):
    """Adds a learned row to each place of the sequence."""

    def __init__(self, length, width):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(length, width))

    def forward(self, x):
        return x + self.weight[: x.shape[1]]
`,
  SinusoidalPositions: `class SinusoidalPositions(nn.Module):
    """Adds waves by which places can be told apart (Vaswani et al. 2017)."""

    def __init__(self, length, width, base=10000.0, interleaved=True):
        super().__init__()
        count = (width + 1) // 2
        angles = torch.arange(length)[:, None] / base ** (2 * torch.arange(count) / width)
        waves = (torch.stack([angles.sin(), angles.cos()], 2).flatten(1)[:, :width] if interleaved
                 else torch.cat([angles.sin(), angles.cos()], 1)[:, :width])
        self.register_buffer("table", waves, persistent=False)

    def forward(self, x):
        return x + self.table[: x.shape[1]]
`,
  PatchEmbedding: `class PatchEmbedding(nn.Conv2d):
    """Cuts an image into patches and makes a row of numbers of each."""

    def __init__(self, in_channels, width, patch, bias=True):
        super().__init__(in_channels, width, patch, stride=patch, bias=bias)

    def forward(self, x):
        return super().forward(x).flatten(2).transpose(1, 2)
`,
  Conv1D: `class Conv1D(nn.Module):
    """A dense layer whose weights lie as inputs×outputs, as GPT-2's do."""

    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(in_features, out_features))
        self.bias = nn.Parameter(torch.empty(out_features)) if bias else None

    def forward(self, x):
        y = x @ self.weight
        return y if self.bias is None else y + self.bias
`,
  Attention: `class Attention(nn.Module):
    """Each query takes the mean of the values, weighted by how well it fits their keys (Vaswani et al. 2017)."""

    def __init__(self, heads, key_heads=None, causal=False, scale=None, rotary=None, packed=False, dropout=0.0):
        super().__init__()
        self.heads, self.key_heads = heads, key_heads or heads
        self.causal, self.scale, self.rotary = causal, scale, rotary
        self.packed, self.dropout = packed, dropout

    def turned(self, x):
        """Rotary positions, which pair each feature of the first half with its like in the second (Su et al. 2021)."""
        half = x.shape[-1] // 2
        turns = self.rotary ** (-torch.arange(half, device=x.device) / half)
        angles = torch.arange(x.shape[-2], device=x.device)[:, None] * turns
        sin, cos = angles.sin().to(x.dtype), angles.cos().to(x.dtype)
        first, second = x.chunk(2, -1)
        return torch.cat([first * cos - second * sin, second * cos + first * sin], -1)

    def forward(self, query, key=None, value=None, mask=None, bias=None):
        if self.packed:
            width = query.shape[2] // (self.heads + 2 * self.key_heads)
            query, key, value = query.split([self.heads * width, self.key_heads * width, self.key_heads * width], 2)
        key = query if key is None else key
        value = key if value is None else value
        q = query.unflatten(2, (self.heads, -1)).transpose(1, 2)
        k, v = (x.unflatten(2, (self.key_heads, -1)).transpose(1, 2) for x in (key, value))
        if self.rotary is not None:
            q, k = self.turned(q), self.turned(k)

        # what is added to the scores: N×heads×queries×keys
        across_heads = lambda x: x[(slice(None), *[None] * (4 - x.dim()))]
        added = None if bias is None else across_heads(bias)
        if mask is not None:
            hidden = across_heads(mask) == 0
            added = torch.where(hidden, -1e9, 0.0 if added is None else added)
        if self.causal and added is not None:
            later = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool, device=q.device).triu(1)
            added = added.masked_fill(later, -1e9)
        y = F.scaled_dot_product_attention(
            q,
            k,
            v,
            None if added is None else added.to(q.dtype),
            self.dropout if self.training else 0.0,
            is_causal=self.causal and added is None,
            scale=self.scale,
            enable_gqa=self.key_heads != self.heads,
        )
        if mask is not None:
            # a query that sees nothing gets nothing
            y = y.masked_fill(hidden.all(-1, keepdim=True), 0.0)
        return y.transpose(1, 2).flatten(2)
`,
  WindowAttention: `class WindowAttention(nn.Module):
    """Attention within windows of a map, N×height×width×features, that may be shifted (Liu et al. 2021)."""

    def __init__(self, width, heads, window, shift=(0, 0), dropout=0.0, bias=True):
        super().__init__()
        self.heads, self.window, self.shift, self.dropout = heads, window, shift, dropout
        h, w = window
        self.relative_position_bias_table = nn.Parameter(torch.zeros((2 * h - 1) * (2 * w - 1), heads))
        self.qkv = nn.Linear(width, 3 * width, bias=bias)
        self.proj = nn.Linear(width, width, bias=bias)
        row, column = torch.arange(h * w) // w, torch.arange(h * w) % w
        offsets = (row[:, None] - row + h - 1) * (2 * w - 1) + column[:, None] - column + w - 1
        self.register_buffer("offsets", offsets, persistent=False)

    def cut(self, x):
        n, rows, columns, features = x.shape
        h, w = self.window
        x = x.reshape(n, rows // h, h, columns // w, w, features).transpose(2, 3)
        return x.reshape(-1, h * w, features)

    def forward(self, x):
        n, height, width, features = x.shape
        h, w = self.window
        x = F.pad(x, (0, 0, 0, -width % w, 0, -height % h))
        rows, columns = x.shape[1:3]
        down, right = self.shift[0] if h < rows else 0, self.shift[1] if w < columns else 0
        x = self.cut(x.roll((-down, -right), (1, 2)))

        # a learned number for each offset; what came from the other end of the map is not seen
        scores = self.relative_position_bias_table[self.offsets].permute(2, 0, 1)
        row = torch.arange(rows, device=x.device) >= rows - down
        column = torch.arange(columns, device=x.device) >= columns - right
        part = self.cut((2 * row[:, None] + column)[None, :, :, None]).squeeze(2)
        scores = scores.masked_fill((part[:, :, None] != part[:, None])[:, None], -1e9)

        q, k, v = self.qkv(x).unflatten(2, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        dropout = self.dropout if self.training else 0.0
        x = F.scaled_dot_product_attention(q, k, v, scores.repeat(n, 1, 1, 1), dropout)
        x = self.proj(x.transpose(1, 2).flatten(2))

        x = x.reshape(n, rows // h, columns // w, h, w, features).transpose(2, 3)
        x = x.reshape(n, rows, columns, features).roll((down, right), (1, 2))
        return x[:, :height, :width]
`,
  FeedForward: `class FeedForward(nn.Module):
    """Two dense layers with an activation between them, at each place of a sequence."""

    def __init__(self, width, hidden, activation="relu", dropout=0.0, bias=True):
        super().__init__()
        self.activation = activation
        gated = activation in GATES
        self.linear1 = nn.Linear(width, 2 * hidden if gated else hidden, bias=bias)
        self.dropout = nn.Dropout(dropout)
        self.linear2 = nn.Linear(hidden, width, bias=bias)

    def forward(self, x):
        y = self.linear1(x)
        if self.activation in GATES:
            value, gate = y.chunk(2, -1)
            y = value * GATES[self.activation](gate)
        else:
            y = ACTIVATIONS[self.activation](y)
        return self.linear2(self.dropout(y))


ACTIVATIONS = {
    "relu": F.relu,
    "gelu": F.gelu,
    "gelu-tanh": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
}
GATES = {"glu": torch.sigmoid, "reglu": F.relu, "geglu": F.gelu, "swiglu": F.silu}
`,
  GradientReversal: `class GradientReversal(nn.Module):
    """The same numbers; the gradient comes back turned around (Ganin and Lempitsky 2015)."""

    class Reversal(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x, strength):
            ctx.strength = strength
            return x.view_as(x)

        @staticmethod
        def backward(ctx, gradient):
            return -ctx.strength * gradient, None

    def __init__(self, strength):
        super().__init__()
        self.strength = strength

    def forward(self, x):
        return self.Reversal.apply(x, self.strength)
`,
  ActivityPenalty: `class ActivityPenalty(nn.Module):
    """Adds to the loss what the numbers that pass through come to: the mean over the samples."""

    def __init__(self, l1, l2):
        super().__init__()
        self.l1, self.l2 = l1, l2
        self.penalty = 0.0

    def forward(self, x):
        self.penalty = (self.l1 * x.abs().sum() + self.l2 * x.square().sum()) / x.shape[0]
        return x
`,
};

function separable(rank: number): string {
  return `class SeparableConv${rank}d(nn.Module):
    """A convolution of each channel by itself, and one with kernel 1 that mixes them."""

    def __init__(self, in_channels, out_channels, kernel_size, multiplier=1, stride=1, padding=0, dilation=1, bias=True):
        super().__init__()
        between = in_channels * multiplier
        self.depthwise = nn.Conv${rank}d(
            in_channels, between, kernel_size, stride, padding, dilation, groups=in_channels, bias=False
        )
        self.pointwise = nn.Conv${rank}d(between, out_channels, 1, bias=bias)

    def forward(self, x):
        return self.pointwise(self.depthwise(x))
`;
}

export const OWN_LAYERS: readonly string[] = Object.keys(OWN);
export const ownLayer = (name: string): string | undefined => (Object.hasOwn(OWN, name) ? OWN[name] : undefined);
