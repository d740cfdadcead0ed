/** What the losses of batches come to, in `losses.py`: `number` there takes a value out of its framework. */
export const TOTALS = `class Totals:
    """Adds up the costs of batches."""

    def __init__(self):
        self.parts = []

    def add(self, parts):
        found = [(number(cost), number(weight)) for cost, weight in parts]
        self.parts = [(a + c, b + d) for (a, b), (c, d) in zip(self.parts, found)] if self.parts else found

    @property
    def loss(self):
        """The loss of all rows, however they were cut into batches; NaN where nothing counts."""
        means = [cost / weight for cost, weight in self.parts if weight > 0]
        return sum(means) if means else math.nan
`;
